import { createPrivateKey, generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { Template } from "../../lib/gotemplate/template.ts";
import { sprigFuncs } from "../../lib/sprig/sprig.ts";

const functions = sprigFuncs({
  clock: () => new Date("2024-05-06T12:00:00.900Z"),
  random: (count) => randomBytes(count),
});

const run = (template: string, data = {}): string =>
  new Template("t").funcs(functions).parse(template).execute(data);

/** An authority and a certificate that it signed, of keys of one kind; one PEM text after the other. */
function chain(kind: string): { ca: X509Certificate; leaf: X509Certificate; keys: string[] } {
  const text = run(
    `{{ $ca := genCAWithKey "the authority" 365 (genPrivateKey .kind) -}}
     {{ $leaf := genSignedCertWithKey "leaf" (list "10.0.0.1" "::ffff:10.0.0.2" "2001:db8::1") (list "a.example" "*.b.example") 30 $ca (genPrivateKey "ecdsa") -}}
     {{ $ca.Cert }}{{ $leaf.Cert }}{{ $ca.Key }}{{ $leaf.Key }}`,
    { kind },
  );
  const [ca, leaf, ...keys] = text.split(/(?<=-----END [A-Z ]+-----\n)/) as [string, string, ...string[]];
  return { ca: new X509Certificate(ca), leaf: new X509Certificate(leaf), keys };
}

describe.each(["ecdsa", "ed25519"])("certificates signed with a key of the kind %s", (kind) => {
  const { ca, leaf, keys } = chain(kind);

  test("the authority signs itself and the other", () => {
    expect(ca.verify(ca.publicKey)).toBe(true);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect([ca.ca, leaf.ca]).toEqual([true, false]);
  });

  test("they are of their keys", () => {
    expect(ca.checkPrivateKey(createPrivateKey(keys[0] as string))).toBe(true);
    expect(leaf.checkPrivateKey(createPrivateKey(keys[1] as string))).toBe(true);
  });

  test("names, addresses, dates and purposes", () => {
    expect(leaf.subject).toBe("CN=leaf");
    expect(leaf.issuer).toBe("CN=the authority");
    expect(leaf.subjectAltName).toBe(
      "DNS:a.example, DNS:*.b.example, IP Address:10.0.0.1, IP Address:10.0.0.2, IP Address:2001:DB8:0:0:0:0:0:1",
    );
    expect([leaf.validFrom, leaf.validTo]).toEqual(["May  6 12:00:00 2024 GMT", "Jun  5 12:00:00 2024 GMT"]);
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
    expect(leaf.serialNumber).not.toBe(ca.serialNumber);
  });
});

test("a certificate that outlives 2049 has years of four digits", () => {
  const cert = run('{{ (genCAWithKey "c" 20000 (genPrivateKey "ecdsa")).Cert }}');
  expect(new X509Certificate(cert).validTo).toBe("Feb  7 12:00:00 2079 GMT");
});

test("RSA keys are written as PKCS #1, whatever they were", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const text = run('{{ $c := genCAWithKey "c" 1 .key }}{{ $c.Cert }}{{ $c.Key }}', { key });
  const [cert, written] = text.split(/(?<=-----END CERTIFICATE-----\n)/) as [string, string];
  expect(written).toBe(privateKey.export({ type: "pkcs1", format: "pem" }));
  const certificate = new X509Certificate(cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test("a key that is not the authority's cannot sign for it", () => {
  const template = `{{ $a := genCAWithKey "a" 1 (genPrivateKey "ecdsa") -}}
    {{ $b := genCAWithKey "b" 1 (genPrivateKey "ecdsa") -}}
    {{ genSignedCertWithKey "x" nil nil 1 (buildCustomCert (b64enc $a.Cert) (b64enc $b.Key)) $a.Key }}`;
  expect(() => run(template)).toThrow("x509: provided PrivateKey doesn't match parent's PublicKey");
});

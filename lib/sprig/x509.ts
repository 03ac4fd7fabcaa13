/** Makes X.509 certificates (RFC 5280), with the extensions that Go's crypto/x509 would give them. */

import type { KeyObject, X509Certificate } from "node:crypto";
import { encodeUtf8 } from "../gotemplate/utf8.ts";
import { GoError } from "../gotemplate/values.ts";
import {
  bitString,
  constructedContext,
  context,
  der,
  elementsIn,
  integer,
  oid,
  sequence,
  TAG,
  text,
  time,
} from "./der.ts";
import { loadCrypto } from "./lazy.ts";

export interface CertificateRequest {
  readonly commonName: string;
  readonly addresses: readonly Uint8Array[];
  readonly dnsNames: readonly string[];
  readonly serial: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isAuthority: boolean;
}

/** Who signs. Without a certificate of its own the new certificate is its own issuer's. */
export interface Signer {
  readonly key: KeyObject;
  readonly certificate?: X509Certificate;
}

/** The certificate of `subject`'s public key, in DER. */
export function createCertificate(
  request: CertificateRequest,
  subject: KeyObject,
  signer: Signer,
): Uint8Array {
  if (signer.certificate !== undefined && !signer.certificate.checkPrivateKey(signer.key)) {
    throw new GoError("x509: provided PrivateKey doesn't match parent's PublicKey");
  }
  const algorithm = signatureAlgorithm(signer.key);
  const name = nameOf(request.commonName);
  const issuer = signer.certificate === undefined ? name : subjectOf(signer.certificate);
  const publicKey = loadCrypto().createPublicKey(subject).export({ type: "spki", format: "der" });
  const parentId =
    signer.certificate === undefined || equalBytes(issuer, name) ? undefined : keyIdOf(signer.certificate);
  const body = sequence(
    der(constructedContext(0), integer(Uint8Array.from([2]))),
    integer(request.serial),
    algorithm.identifier,
    issuer,
    sequence(time(request.notBefore), time(request.notAfter)),
    name,
    publicKey,
    der(constructedContext(3), sequence(...extensionsOf(request, publicKey, parentId))),
  );
  const signature = loadCrypto().sign(algorithm.hash, body, signer.key);
  return sequence(body, algorithm.identifier, bitString(signature));
}

interface SignatureAlgorithm {
  readonly hash: string | null;
  readonly identifier: Uint8Array;
}

const CURVES: Readonly<Record<string, { hash: string; oid: string }>> = {
  prime256v1: { hash: "sha256", oid: "1.2.840.10045.4.3.2" },
  secp384r1: { hash: "sha384", oid: "1.2.840.10045.4.3.3" },
  secp521r1: { hash: "sha512", oid: "1.2.840.10045.4.3.4" },
};

function signatureAlgorithm(key: KeyObject): SignatureAlgorithm {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return { hash: "sha256", identifier: sequence(oid("1.2.840.113549.1.1.11"), der(TAG.null)) };
    case "ed25519":
      return { hash: null, identifier: sequence(oid("1.3.101.112")) };
    case "ec": {
      const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ""];
      if (curve === undefined) throw new GoError("x509: unsupported elliptic curve");
      return { hash: curve.hash, identifier: sequence(oid(curve.oid)) };
    }
    default:
      throw new GoError("x509: certificate private key does not implement crypto.Signer");
  }
}

function nameOf(commonName: string): Uint8Array {
  if (commonName === "") return sequence();
  return sequence(der(TAG.set, sequence(oid("2.5.4.3"), text(commonName))));
}

/** The fields of a certificate's body that others refer to, in their order: version, serial, algorithm, issuer, validity, subject. */
function fieldsOf(certificate: X509Certificate) {
  const whole = elementsIn(certificate.raw)[0]?.content as Uint8Array;
  return elementsIn(elementsIn(whole)[0]?.content as Uint8Array);
}

function subjectOf(certificate: X509Certificate): Uint8Array {
  const fields = fieldsOf(certificate);
  // The version, [0], is left out of certificates of version 1.
  return fields[fields[0]?.tag === constructedContext(0) ? 5 : 4]?.whole as Uint8Array;
}

const SUBJECT_KEY_ID = oid("2.5.29.14");

function keyIdOf(certificate: X509Certificate): Uint8Array | undefined {
  const extensions = fieldsOf(certificate).find((field) => field.tag === constructedContext(3));
  if (extensions === undefined) return undefined;
  for (const extension of elementsIn(elementsIn(extensions.content)[0]?.content as Uint8Array)) {
    const parts = elementsIn(extension.content);
    if (!equalBytes(parts[0]?.whole as Uint8Array, SUBJECT_KEY_ID)) continue;
    return elementsIn(parts.at(-1)?.content as Uint8Array)[0]?.content;
  }
  return undefined;
}

const DIGITAL_SIGNATURE = 0x80;
const KEY_ENCIPHERMENT = 0x20;
const CERTIFICATE_SIGNING = 0x04;
const SERVER_AND_CLIENT = sequence(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"));
const TRUE = der(TAG.boolean, Uint8Array.from([0xff]));

/** In the order in which Go writes them. */
function extensionsOf(
  request: CertificateRequest,
  publicKey: Uint8Array,
  parentId?: Uint8Array,
): Uint8Array[] {
  const usage = DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | (request.isAuthority ? CERTIFICATE_SIGNING : 0);
  const unusedBits = request.isAuthority ? 2 : 5;
  const extensions = [
    extension("2.5.29.15", bitString(Uint8Array.from([usage]), unusedBits), { critical: true }),
    extension("2.5.29.37", SERVER_AND_CLIENT),
    extension("2.5.29.19", request.isAuthority ? sequence(TRUE) : sequence(), { critical: true }),
  ];
  if (request.isAuthority) extensions.push(extension("2.5.29.14", der(TAG.octetString, keyId(publicKey))));
  if (parentId !== undefined) extensions.push(extension("2.5.29.35", sequence(der(context(0), parentId))));
  const names = alternativeNames(request);
  if (names.length > 0) {
    extensions.push(extension("2.5.29.17", sequence(...names), { critical: request.commonName === "" }));
  }
  return extensions;
}

function extension(id: string, value: Uint8Array, { critical = false } = {}): Uint8Array {
  return sequence(oid(id), ...(critical ? [TRUE] : []), der(TAG.octetString, value));
}

/** RFC 7093, section 2, method 1: from the bits of the public key without its algorithm. */
function keyId(publicKey: Uint8Array): Uint8Array {
  const bits = elementsIn(elementsIn(publicKey)[0]?.content as Uint8Array)[1]?.content as Uint8Array;
  return loadCrypto().createHash("sha256").update(bits.subarray(1)).digest().subarray(0, 20);
}

function alternativeNames({ dnsNames, addresses }: CertificateRequest): Uint8Array[] {
  const names = dnsNames.map((name) => {
    if (/[^\0-\x7f]/.test(name)) throw new GoError(`x509: "${name}" cannot be encoded as an IA5String`);
    return der(context(2), encodeUtf8(name));
  });
  return [...names, ...addresses.map((address) => der(context(7), address))];
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

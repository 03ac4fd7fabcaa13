/** Keys and certificates. Node makes the keys from its own randomness; serial numbers come from the source passed in. */

import type { KeyObject } from "node:crypto";
import { STRING } from "../gotemplate/types.ts";
import { decodeUtf8, encodeUtf8 } from "../gotemplate/utf8.ts";
import {
  type FuncMap,
  fn,
  GoError,
  type GoFunc,
  type GoValue,
  Nil,
  Struct,
  type StructType,
} from "../gotemplate/values.ts";
import { decodeBase64 } from "./base-n.ts";
import { inContext } from "./in-context.ts";
import { parseIp } from "./ip.ts";
import { firstPemBlock, generateKeyPem, generateRsaKey, keyToPem, parsePrivateKey, pem } from "./keys.ts";
import { loadCrypto } from "./lazy.ts";
import type { RandomBytes } from "./random.ts";
import { print } from "./text.ts";
import { type CertificateRequest, createCertificate, type Signer } from "./x509.ts";

interface CertificateContext {
  readonly clock: () => Date;
  readonly random: RandomBytes;
}

const CERTIFICATE: StructType = {
  kind: "struct",
  name: "sprig.certificate",
  fields: () => [
    { name: "Cert", json: "Cert", type: STRING },
    { name: "Key", json: "Key", type: STRING },
  ],
};

const RESULT = "(sprig.certificate, error)";
const NAMES = "cn string, ips []any, alternateDNS []any, daysValid int";
const DAY = 24 * 60 * 60 * 1000;

export const customCertificateFuncs: FuncMap = {
  buildCustomCert: {
    ...fn(`func(b64cert string, b64key string) ${RESULT}`, buildCustomCertificate),
    types: { "sprig.certificate": CERTIFICATE },
  },
};

export function certificateFuncs(source: CertificateContext): FuncMap {
  const newKey = () => generateRsaKey(2048);
  const authority = (cn: string, days: bigint, key: KeyObject) =>
    issue({ ...requestOf(source, { cn, days }), isAuthority: true }, key, { key });
  const selfSigned = (subject: Subject, key: KeyObject) => issue(requestOf(source, subject), key, { key });
  const signed = (subject: Subject, ca: Struct, key: () => KeyObject) => {
    const signer = signerOf(ca);
    return issue(requestOf(source, subject), key(), signer);
  };
  return {
    genPrivateKey: slow("func(typ string) string", generateKeyPem),
    genCA: slow(`func(cn string, daysValid int) ${RESULT}`, (cn, days) => authority(cn, days, newKey())),
    genCAWithKey: slow(`func(cn string, daysValid int, privPEM string) ${RESULT}`, (cn, days, key) =>
      authority(cn, days, givenKey(key)),
    ),
    genSelfSignedCert: slow(`func(${NAMES}) ${RESULT}`, (cn, ips, dns, days) =>
      selfSigned({ cn, ips, dns, days }, newKey()),
    ),
    genSelfSignedCertWithKey: slow(`func(${NAMES}, privPEM string) ${RESULT}`, (cn, ips, dns, days, key) =>
      selfSigned({ cn, ips, dns, days }, givenKey(key)),
    ),
    genSignedCert: slow(`func(${NAMES}, ca sprig.certificate) ${RESULT}`, (cn, ips, dns, days, ca) =>
      signed({ cn, ips, dns, days }, ca, newKey),
    ),
    genSignedCertWithKey: slow(
      `func(${NAMES}, ca sprig.certificate, privPEM string) ${RESULT}`,
      (cn, ips, dns, days, ca, key) => {
        const given = givenKey(key);
        return signed({ cn, ips, dns, days }, ca, () => given);
      },
    ),
  };
}

function slow(signature: string, call: GoFunc["call"]): GoFunc {
  return { ...fn(signature, call), types: { "sprig.certificate": CERTIFICATE }, impure: true, slow: true };
}

interface Subject {
  readonly cn: string;
  readonly days: bigint;
  readonly ips?: readonly GoValue[];
  readonly dns?: readonly GoValue[];
}

function requestOf({ clock, random }: CertificateContext, subject: Subject): CertificateRequest {
  const notBefore = clock();
  return {
    commonName: subject.cn,
    addresses: (subject.ips ?? []).map(addressOf),
    dnsNames: (subject.dns ?? []).map(dnsNameOf),
    serial: random(16),
    notBefore,
    notAfter: new Date(notBefore.getTime() + Number(subject.days) * DAY),
    isAuthority: false,
  };
}

function addressOf(value: GoValue): Uint8Array {
  if (typeof value !== "string") throw new GoError(`error parsing ip: ${print(value)} is not a string`);
  const address = parseIp(value);
  if (address === undefined) throw new GoError(`error parsing ip: ${value}`);
  const isMapped =
    address.length === 16 && address.subarray(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 0xff));
  return isMapped ? address.subarray(12) : address;
}

function dnsNameOf(value: GoValue): string {
  if (typeof value === "string") return value;
  throw new GoError(`error processing alternate dns name: ${print(value)} is not a string`);
}

function issue(request: CertificateRequest, key: KeyObject, signer: Signer): Struct {
  const certificate = inContext("error creating certificate", () => createCertificate(request, key, signer));
  return certificateValue(pem("CERTIFICATE", certificate), keyToPem(key));
}

function certificateValue(Cert: string, Key: string): Struct {
  return new Struct(CERTIFICATE, { Cert, Key });
}

function givenKey(text: string): KeyObject {
  return inContext("parsing private key", () => parsePrivateKey(text));
}

function signerOf(ca: Struct | Nil): Signer {
  const { Cert = "", Key = "" } = ca instanceof Nil ? {} : (ca.json as { Cert?: string; Key?: string });
  const certificate = parseCertificate(Cert);
  return { certificate, key: inContext("error parsing private key", () => parsePrivateKey(Key)) };
}

function parseCertificate(text: string) {
  const block = firstPemBlock(text);
  if (block === undefined) throw new GoError("unable to decode certificate");
  try {
    return new (loadCrypto().X509Certificate)(block.text);
  } catch (error) {
    throw new GoError(
      `error parsing certificate: decodedCert.Bytes: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function buildCustomCertificate(encodedCertificate: string, encodedKey: string): Struct {
  const certificate = decoded(encodedCertificate, "unable to decode base64 certificate");
  const key = decoded(encodedKey, "unable to decode base64 private key");
  parseCertificate(certificate);
  inContext("error parsing private key", () => parsePrivateKey(key));
  return certificateValue(certificate, key);
}

function decoded(text: string, complaint: string): string {
  try {
    return decodeUtf8(decodeBase64(encodeUtf8(text)));
  } catch (error) {
    if (error instanceof GoError) throw new GoError(complaint);
    throw error;
  }
}

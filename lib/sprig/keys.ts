/** Private keys: made, read from PEM, and written as Go writes each kind. */

import type { KeyObject } from "node:crypto";
import { encodeUtf8 } from "../gotemplate/utf8.ts";
import { GoError } from "../gotemplate/values.ts";
import { encodeBase64 } from "./base-n.ts";
import { elementsIn, integer, sequence } from "./der.ts";
import { loadCrypto } from "./lazy.ts";

export function generateRsaKey(bits: number): KeyObject {
  return loadCrypto().generateKeyPairSync("rsa", { modulusLength: bits }).privateKey;
}

/** sprig's genPrivateKey. */
export function generateKeyPem(type: string): string {
  const { generateKeyPairSync } = loadCrypto();
  switch (type) {
    case "":
    case "rsa":
      return keyToPem(generateRsaKey(4096));
    case "dsa":
      return keyToPem(generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }).privateKey);
    case "ecdsa":
      return keyToPem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
    case "ed25519":
      return keyToPem(generateKeyPairSync("ed25519").privateKey);
    default:
      return `Unknown type ${type}`;
  }
}

export function keyToPem(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return key.export({ type: "pkcs1", format: "pem" }) as string;
    case "ec":
      return key.export({ type: "sec1", format: "pem" }) as string;
    case "dsa":
      return pem("DSA PRIVATE KEY", dsaKey(key));
    default:
      return key.export({ type: "pkcs8", format: "pem" }) as string;
  }
}

export function pem(type: string, bytes: Uint8Array): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${type}-----\n${lines.join("\n")}\n-----END ${type}-----\n`;
}

/** OpenSSL's own form, which has no name in Node: version, p, q, g, public and private number. */
function dsaKey(key: KeyObject): Uint8Array {
  const [, algorithm, wrappedX] = partsOf(key.export({ type: "pkcs8", format: "der" }));
  const publicKey = loadCrypto().createPublicKey(key).export({ type: "spki", format: "der" });
  const wrappedY = partsOf(publicKey)[1] as Uint8Array;
  const parameters = elementsIn(algorithm as Uint8Array)[1]?.content as Uint8Array;
  // A bit string starts with the number of its unused bits.
  const y = elementsIn(wrappedY.subarray(1))[0]?.content as Uint8Array;
  const x = elementsIn(wrappedX as Uint8Array)[0]?.content as Uint8Array;
  return sequence(integer(new Uint8Array(1)), parameters, integer(y), integer(x));
}

function partsOf(bytes: Uint8Array): Uint8Array[] {
  return elementsIn(elementsIn(bytes)[0]?.content as Uint8Array).map((element) => element.content);
}

export interface PemBlock {
  readonly type: string;
  readonly text: string;
}

/** The first block of a PEM text, as encoding/pem finds it. */
export function firstPemBlock(text: string): PemBlock | undefined {
  const match = /^-----BEGIN ([^\n]*?)-----[ \t\r]*\n[\s\S]*?\n-----END \1-----[ \t\r]*$/m.exec(text);
  return match === null ? undefined : { type: match[1] as string, text: match[0] };
}

const KINDS: Readonly<Record<string, string>> = {
  RSA: "parsing RSA private key from PEM",
  EC: "parsing EC private key from PEM",
  DSA: "parsing DSA private key from PEM",
};

/** @throws GoError in sprig's words; why a key cannot be decoded is said in the words of the runtime's OpenSSL */
export function parsePrivateKey(text: string): KeyObject {
  const block = firstPemBlock(text);
  if (block === undefined) throw new GoError("no PEM data in input");
  if (block.type === "PRIVATE KEY") return decodeKey(block.text, "decoding PEM as PKCS#8");
  if (!block.type.endsWith(" PRIVATE KEY")) {
    throw new GoError(`no private key data in PEM block of type ${block.type}`);
  }
  const kind = block.type.slice(0, -" PRIVATE KEY".length);
  if (!Object.hasOwn(KINDS, kind)) throw new GoError(`invalid private key type ${block.type}`);
  return decodeKey(block.text, KINDS[kind] as string);
}

function decodeKey(text: string, context: string): KeyObject {
  try {
    return loadCrypto().createPrivateKey(Buffer.from(encodeUtf8(text)));
  } catch (error) {
    throw new GoError(`${context}: ${error instanceof Error ? error.message : error}`);
  }
}

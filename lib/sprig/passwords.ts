/** Password hashes, and passwords derived from a master password. */

import { byteLength, encodeUtf8 } from "../gotemplate/utf8.ts";
import { type FuncMap, fn, type GoFunc } from "../gotemplate/values.ts";
import { loadBcrypt, loadCrypto } from "./lazy.ts";
import type { RandomBytes } from "./random.ts";

const COST = 10;
const SALT_BYTES = 16;
/** bcrypt ignores what is beyond; Go refuses it. */
const MAX_PASSWORD = 72;

export function bcryptFuncs(random: RandomBytes): FuncMap {
  return {
    bcrypt: slow("func(input string) string", (password) => bcrypt(password, random)),
    htpasswd: slow("func(username string, password string) string", (user, password) =>
      user.includes(":") ? `invalid username: ${user}` : `${user}:${bcrypt(password, random)}`,
    ),
  };
}

export const passwordFuncs: FuncMap = {
  derivePassword: {
    ...fn(
      "func(counter uint32, passwordType string, password string, user string, site string) string",
      derivePassword,
    ),
    slow: true,
  },
};

function slow(signature: string, call: GoFunc["call"]): GoFunc {
  return { ...fn(signature, call), impure: true, slow: true };
}

function bcrypt(password: string, random: RandomBytes): string {
  if (byteLength(password) > MAX_PASSWORD) {
    return `failed to encrypt string with bcrypt: bcrypt: password length exceeds ${MAX_PASSWORD} bytes`;
  }
  const { encodeBase64, hashSync } = loadBcrypt();
  const salt = encodeBase64([...random(SALT_BYTES)] as never, SALT_BYTES);
  return hashSync(password, `$2a$${COST}$${salt}`);
}

/** The Master Password algorithm, version 0: scrypt makes the key, HMAC the seed, a template the password. */
const SEED = "com.lyndir.masterpassword";

/** Classes of characters, one letter each; see {@link CHARACTERS}. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  maximum: ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
  long: [
    ...["CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv"],
    ...["CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc"],
    ...["CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno"],
    ...["CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc"],
    "CvccCvcvCvccno",
  ],
  medium: ["CvcnoCvc", "CvcCvcno"],
  short: ["Cvcn"],
  basic: ["aaanaaan", "aannaaan", "aaannaaa"],
  pin: ["nnnn"],
};

const CHARACTERS: Readonly<Record<string, string>> = {
  V: "AEIOU",
  C: "BCDFGHJKLMNPQRSTVWXYZ",
  v: "aeiou",
  c: "bcdfghjklmnpqrstvwxyz",
  a: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
  n: "0123456789",
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
};

const SCRYPT = { N: 32_768, r: 8, p: 2, maxmem: 64 * 1024 * 1024 };

function derivePassword(counter: bigint, type: string, password: string, user: string, site: string): string {
  const templates = Object.hasOwn(TEMPLATES, type) ? (TEMPLATES[type] as readonly string[]) : undefined;
  if (templates === undefined) return `cannot find password template ${type}`;
  const { createHmac, scryptSync } = loadCrypto();
  const key = scryptSync(encodeUtf8(password), withLength(user), 64, SCRYPT);
  const seed = createHmac("sha256", key)
    .update(withLength(site))
    .update(uint32(Number(counter)))
    .digest();
  const template = templates[(seed[0] as number) % templates.length] as string;
  return [...template]
    .map((kind, i) => {
      const characters = CHARACTERS[kind] as string;
      return characters[(seed[i + 1] as number) % characters.length];
    })
    .join("");
}

function withLength(text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  return Uint8Array.from([...encodeUtf8(SEED), ...uint32(bytes.length), ...bytes]);
}

function uint32(value: number): Uint8Array {
  return Uint8Array.from([value >>> 24, value >>> 16, value >>> 8, value], (part) => part & 0xff);
}

/** AES-256 in CBC mode, the key being the first 32 bytes of the password, the initial vector in front. */

import { decodeUtf8, encodeUtf8 } from "../gotemplate/utf8.ts";
import { type FuncMap, fn, GoError } from "../gotemplate/values.ts";
import { decodeBase64, encodeBase64 } from "./base-n.ts";
import { outOfBounds } from "./bytes.ts";
import { loadCrypto } from "./lazy.ts";
import type { RandomBytes } from "./random.ts";

const BLOCK = 16;
const ALGORITHM = "aes-256-cbc";

export const decryptionFuncs: FuncMap = {
  decryptAES: fn("func(password string, crypt64 string) (string, error)", decrypt),
};

export function encryptionFuncs(random: RandomBytes): FuncMap {
  const encrypt = fn("func(password string, plaintext string) (string, error)", (password, plaintext) => {
    if (plaintext === "") return "";
    const vector = random(BLOCK);
    const cipher = loadCrypto().createCipheriv(ALGORITHM, keyOf(password), vector);
    const parts = [vector, cipher.update(encodeUtf8(plaintext)), cipher.final()];
    return encodeBase64(Uint8Array.from(parts.flatMap((part) => [...part])));
  });
  return { encryptAES: { ...encrypt, impure: true } };
}

function decrypt(password: string, encrypted: string): string {
  if (encrypted === "") return "";
  const bytes = decodeBase64(encodeUtf8(encrypted));
  if (bytes.length < BLOCK) {
    const capacity = Math.floor(encodeUtf8(encrypted).length / 4) * 3;
    throw outOfBounds(`[:${BLOCK}] with capacity ${capacity}`);
  }
  if (bytes.length % BLOCK !== 0) throw new GoError("crypto/cipher: input not full blocks");
  if (bytes.length === BLOCK) throw new GoError("runtime error: index out of range [-1]");
  const decipher = loadCrypto().createDecipheriv(ALGORITHM, keyOf(password), bytes.subarray(0, BLOCK));
  // Go takes the last byte for the length of the padding and looks at no other.
  decipher.setAutoPadding(false);
  const text = decipher.update(bytes.subarray(BLOCK));
  const end = text.length - (text.at(-1) as number);
  if (end < 0) throw outOfBounds(`[:${end}]`);
  return decodeUtf8(text.subarray(0, end));
}

function keyOf(password: string): Uint8Array {
  const key = new Uint8Array(32);
  key.set(encodeUtf8(password).subarray(0, 32));
  return key;
}

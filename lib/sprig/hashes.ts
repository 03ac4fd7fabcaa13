/** Checksums. */

import { encodeUtf8 } from "../gotemplate/utf8.ts";
import { type FuncMap, fn } from "../gotemplate/values.ts";
import { loadCrypto } from "./lazy.ts";

export const hashFuncs: FuncMap = {
  sha1sum: hash("sha1"),
  sha256sum: hash("sha256"),
  sha512sum: hash("sha512"),
  adler32sum: fn("func(input string) string", (text) => String(adler32(encodeUtf8(text)))),
};

function hash(algorithm: string) {
  return fn("func(input string) string", (text) =>
    loadCrypto().createHash(algorithm).update(encodeUtf8(text)).digest("hex"),
  );
}

/** RFC 1950, section 8.2. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

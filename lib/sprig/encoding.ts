/** base64 and base32. The decoders return their error as text, as sprig's do. */

import { decodeUtf8, encodeUtf8 } from "../gotemplate/utf8.ts";
import { type FuncMap, fn, GoError } from "../gotemplate/values.ts";
import { decodeBase32, decodeBase64, encodeBase32, encodeBase64 } from "./base-n.ts";

export const encodingFuncs: FuncMap = {
  b64enc: fn("func(v string) string", (text) => encodeBase64(encodeUtf8(text))),
  b64dec: fn("func(v string) string", (text) => decodedOrError(() => decodeBase64(encodeUtf8(text)))),
  b32enc: fn("func(v string) string", (text) => encodeBase32(encodeUtf8(text))),
  b32dec: fn("func(v string) string", (text) => decodedOrError(() => decodeBase32(encodeUtf8(text)))),
};

function decodedOrError(decode: () => Uint8Array): string {
  try {
    return decodeUtf8(decode());
  } catch (error) {
    if (error instanceof GoError) return error.message;
    throw error;
  }
}

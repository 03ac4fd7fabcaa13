/** encoding/base64 and encoding/base32, standard alphabets, with the errors of Go's decoders. */

import { GoError } from "../gotemplate/values.ts";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PADDING = 0x3d;

export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, BASE64, { bits: 6, group: 4 });
}

export function encodeBase32(bytes: Uint8Array): string {
  return encode(bytes, BASE32, { bits: 5, group: 8 });
}

function encode(
  bytes: Uint8Array,
  alphabet: string,
  { bits, group }: { bits: number; group: number },
): string {
  let text = "";
  let buffer = 0;
  let filled = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    filled += 8;
    for (; filled >= bits; filled -= bits) text += alphabet[(buffer >> (filled - bits)) & ((1 << bits) - 1)];
  }
  if (filled > 0) text += alphabet[(buffer << (bits - filled)) & ((1 << bits) - 1)];
  return text.padEnd(Math.ceil(text.length / group) * group, "=");
}

/** Line ends anywhere are skipped. @throws GoError "illegal base64 data at input byte N" */
export function decodeBase64(text: Uint8Array): Uint8Array {
  const values: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number;
    if (isLineEnd(byte)) continue;
    const value = digitOf(byte, BASE64);
    if (value !== -1) values.push(value);
    else if (byte === PADDING) {
      checkPadding64(text, at, values.length % 4);
      return pack(values, 6);
    } else throw illegal("base64", at);
  }
  if (values.length % 4 !== 0) throw illegal("base64", text.length - (values.length % 4));
  return pack(values, 6);
}

function checkPadding64(text: Uint8Array, at: number, filled: number): void {
  if (filled < 2) throw illegal("base64", at);
  let next = skipLineEnds(text, at + 1);
  if (filled === 2) {
    if (next === text.length) throw illegal("base64", next);
    if (text[next] !== PADDING) throw illegal("base64", next - 1);
    next = skipLineEnds(text, next + 1);
  }
  if (next < text.length) throw illegal("base64", next);
}

function skipLineEnds(text: Uint8Array, from: number): number {
  let at = from;
  while (at < text.length && isLineEnd(text[at] as number)) at++;
  return at;
}

/** Line ends are removed before, so that positions do not count them. @throws GoError "illegal base32 data at input byte N" */
export function decodeBase32(source: Uint8Array): Uint8Array {
  const text = source.filter((byte) => !isLineEnd(byte));
  const values: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const filled = values.length % 8;
    if (text[at] === PADDING && filled >= 2 && text.length - at - 1 < 8) {
      checkPadding32(text, at, filled);
      return pack(values, 5);
    }
    const value = digitOf(text[at] as number, BASE32);
    if (value === -1) throw illegal("base32", at);
    values.push(value);
  }
  if (values.length % 8 !== 0) throw illegal("base32", text.length - (values.length % 8));
  return pack(values, 5);
}

function checkPadding32(text: Uint8Array, at: number, filled: number): void {
  const rest = text.length - at - 1;
  if (rest + filled < 7) throw illegal("base32", text.length);
  for (let k = 0; k < Math.min(7 - filled, rest); k++) {
    if (text[at + 1 + k] !== PADDING) throw illegal("base32", at + k);
  }
  // One, three or six characters do not make a whole number of bytes.
  if (filled === 3 || filled === 6) throw illegal("base32", at);
}

function pack(values: readonly number[], bits: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor((values.length * bits) / 8));
  let buffer = 0;
  let filled = 0;
  let at = 0;
  for (const value of values) {
    buffer = ((buffer << bits) | value) & 0xffff;
    filled += bits;
    if (filled < 8) continue;
    filled -= 8;
    bytes[at++] = buffer >> filled;
  }
  return bytes;
}

function digitOf(byte: number, alphabet: string): number {
  return alphabet.indexOf(String.fromCharCode(byte));
}

function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function illegal(encoding: string, at: number): GoError {
  return new GoError(`illegal ${encoding} data at input byte ${at}`);
}

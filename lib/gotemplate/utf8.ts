/**
 * Go strings are bytes. Here a byte outside valid UTF-8 is a lone surrogate, U+DC00 + byte (see values.ts);
 * these functions count, cut and compare text by its bytes all the same.
 */

const RAW = 0xdc00;
const REPLACEMENT = 0xfffd;
const encoder = new TextEncoder();
const onlyAscii = /^[\0-\x7f]*$/;

export const rawByte = (byte: number): string => String.fromCharCode(RAW + byte);

/** True of a code point, as `for…of` yields it, that stands for one byte outside valid UTF-8. */
export const isRawByte = (codePoint: number): boolean => codePoint >= 0xdc80 && codePoint <= 0xdcff;

/** The number of bytes, as Go's `len` counts them. */
export function byteLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 2;
      i++;
    } else if (!isRawByte(unit)) length += 2;
  }
  return length;
}

export function encodeUtf8(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const bytes: number[] = [];
  for (const char of text) {
    const codePoint = char.codePointAt(0) as number;
    if (isRawByte(codePoint)) bytes.push(codePoint - RAW);
    else bytes.push(...encoder.encode(char));
  }
  return Uint8Array.from(bytes);
}

export function decodeUtf8(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const [codePoint, width] = decodeRune(bytes, i);
    text += codePoint < 0 ? rawByte(bytes[i] as number) : String.fromCodePoint(codePoint);
    i += width;
  }
  return text;
}

/** Puts bytes that belong to one character together again, as after joining the halves of a cut string. */
export function joinBytes(text: string): string {
  return text.isWellFormed() ? text : decodeUtf8(encodeUtf8(text));
}

/** `text[from:to]` by bytes; both are within the text. */
export function sliceBytes(text: string, from: number, to: number): string {
  if (onlyAscii.test(text)) return text.slice(from, to);
  return decodeUtf8(encodeUtf8(text).subarray(from, to));
}

/** The number of runes, each byte outside valid UTF-8 counting as one. */
export function runeCount(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (isHighSurrogate(text.charCodeAt(i)) && isLowSurrogate(text.charCodeAt(i + 1))) {
      count--;
      i++;
    }
  }
  return count;
}

/** The order of the bytes, which is not that of UTF-16 units: U+FF5E comes before U+1F600. */
export function compareStrings(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    return x < 0xd800 && y < 0xd800 ? x - y : compareBytes(encodeUtf8(a), encodeUtf8(b));
  }
  return a.length - b.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A code point as text; what is no valid one becomes U+FFFD, as in Go's `string(rune)`. */
export function runeToString(codePoint: number): string {
  const valid = codePoint >= 0 && codePoint <= 0x10ffff && !(codePoint >= 0xd800 && codePoint <= 0xdfff);
  return String.fromCodePoint(valid ? codePoint : REPLACEMENT);
}

/** [code point, width in bytes]; [-1, 1] for a byte that starts no valid sequence. */
function decodeRune(bytes: Uint8Array, at: number): [number, number] {
  const first = bytes[at] as number;
  if (first < 0x80) return [first, 1];
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + width > bytes.length) return [-1, 1];
  let codePoint = first & (0x7f >> width);
  for (let i = 1; i < width; i++) {
    const byte = bytes[at + i] as number;
    if ((byte & 0xc0) !== 0x80) return [-1, 1];
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const overlong = (width === 3 && codePoint < 0x800) || (width === 4 && codePoint < 0x10000);
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return overlong || surrogate || codePoint > 0x10ffff ? [-1, 1] : [codePoint, width];
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

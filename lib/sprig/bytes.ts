/** Slices of strings by bytes, with Go's panics, and characters as Go's `[]rune` gives them. */

import { byteLength, sliceBytes } from "../gotemplate/utf8.ts";
import { GoError } from "../gotemplate/values.ts";

/** `s[start:end]`, with Go's panic where the bounds do not fit. */
export function substring(text: string, start: bigint, end?: bigint): string {
  const length = BigInt(byteLength(text));
  if (end !== undefined && end < 0n) throw outOfBounds(`[:${end}]`);
  if (end !== undefined && end > length) throw outOfBounds(`[:${end}] with length ${length}`);
  const stop = end ?? length;
  if (start < 0n) throw outOfBounds(`[${start}:]`);
  if (start > stop) throw outOfBounds(`[${start}:${stop}]`);
  return sliceBytes(text, Number(start), Number(stop));
}

export function outOfBounds(bounds: string): GoError {
  return new GoError(`runtime error: slice bounds out of range ${bounds}`);
}

/** The characters of a string as `range` and `[]rune` give them: a stray byte is U+FFFD. */
export function runes(text: string): string[] {
  return text.isWellFormed() ? [...text] : [...text].map((rune) => (rune.isWellFormed() ? rune : "\ufffd"));
}

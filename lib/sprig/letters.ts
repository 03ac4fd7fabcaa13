/**
 * Go's `unicode` package, which maps a character to one character: `ß` stays `ß` in upper case, and no
 * mapping looks at its neighbours. JavaScript follows Unicode's full mappings instead.
 */

const SPACE = /^\p{White_Space}$/u;
const UPPER = /^\p{Lu}$/u;
const LOWER = /^\p{Ll}$/u;
const TITLE = /^\p{Lt}$/u;
const LETTER = /^\p{L}$/u;
const NUMBER = /^\p{N}$/u;
const DIGIT = /^\p{Nd}$/u;
const PUNCTUATION = /^\p{P}$/u;

export const isSpace = (rune: string) => SPACE.test(rune);
export const isUpper = (rune: string) => UPPER.test(rune);
export const isLower = (rune: string) => LOWER.test(rune);
export const isTitle = (rune: string) => TITLE.test(rune);
export const isLetter = (rune: string) => LETTER.test(rune);
export const isNumber = (rune: string) => NUMBER.test(rune);
export const isDigit = (rune: string) => DIGIT.test(rune);
export const isPunctuation = (rune: string) => PUNCTUATION.test(rune);

export function toUpper(rune: string): string {
  return single(rune.toUpperCase()) ?? upperIota(rune);
}

export function toLower(rune: string): string {
  return single(rune.toLowerCase()) ?? (rune === "\u0130" ? "i" : rune);
}

/** The title case of the four letters that have one of their own, and of Georgian, which has none. */
export function toTitle(rune: string): string {
  const code = rune.codePointAt(0) as number;
  if (code >= 0x10d0 && code <= 0x10ff) return rune;
  const digraph = DIGRAPHS.find((letters) => letters.includes(rune));
  return digraph?.[1] ?? toUpper(rune);
}

const DIGRAPHS = ["Ǆǅǆ", "Ǉǈǉ", "Ǌǋǌ", "Ǳǲǳ"];

function single(mapped: string): string | undefined {
  return mapped.length === 1 || [...mapped].length === 1 ? mapped : undefined;
}

/** The Greek letters with iota subscript have one capital; full mappings write them as two letters. */
function upperIota(rune: string): string {
  const code = rune.codePointAt(0) as number;
  const row = code & 0xfff0;
  const inRows = row === 0x1f80 || row === 0x1f90 || row === 0x1fa0;
  if (inRows && (code & 0xf) < 8) return String.fromCodePoint(code + 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
  return rune;
}

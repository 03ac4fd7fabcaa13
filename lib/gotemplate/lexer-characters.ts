/** Kinds of ASCII characters, by their code; NaN, which stands for the end of a text, is none of them. */

export const NEWLINE = 10;
export const PLUS = 43;
export const MINUS = 45;
export const PERIOD = 46;
export const BACKSLASH = 92;

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters, digits and the underscore. */
export function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || isDigit(code);
}

/** What may follow an identifier: a space, one of `.,|:()`, the end of the text. */
export function isTerminator(code: number): boolean {
  return isSpace(code) || Number.isNaN(code) || TERMINATORS.has(code);
}

const TERMINATORS = new Set([40, 41, 44, 46, 58, 124]);

const category = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/** What strconv.IsPrint prints as it is: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrint(codePoint: number): boolean {
  if (codePoint < 0x7f) return codePoint >= 0x20;
  return category.test(String.fromCodePoint(codePoint));
}

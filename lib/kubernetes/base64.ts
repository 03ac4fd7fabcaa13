/**
 * The place at which Go's base64.StdEncoding would give up: padding is a must, line ends are skipped, nothing may
 * stand behind the padding. Undefined for text that it decodes. (go: encoding/base64, decodeQuantum)
 */
export function illegalBase64At(text: string): number | undefined {
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (/[A-Za-z0-9+/]/.test(character)) digits++;
    else if (character === "=") return illegalPaddingAt(text, at, digits % 4);
    else if (!isLineEnd(character)) return at;
  }
  return digits % 4 === 0 ? undefined : text.length - (digits % 4);
}

/** @param digits of the group that the padding ends */
function illegalPaddingAt(text: string, start: number, digits: number): number | undefined {
  if (digits < 2) return start;
  let at = skipLineEnds(text, start + 1);
  if (digits === 2) {
    if (at === text.length) return at;
    if (text[at] !== "=") return at - 1;
    at = skipLineEnds(text, at + 1);
  }
  return at < text.length ? at : undefined;
}

function skipLineEnds(text: string, start: number): number {
  let at = start;
  while (at < text.length && isLineEnd(text[at] ?? "")) at++;
  return at;
}

function isLineEnd(character: string): boolean {
  return character === "\n" || character === "\r";
}

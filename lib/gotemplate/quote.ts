import { isPrint } from "./printable.ts";
import { isRawByte, joinBytes, rawByte } from "./utf8.ts";

/** Go's string and character literals, written and read as package strconv does. */

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};
const needsCare = /[^ !#-[\]-~]/;

/** `%q`: double quotes, and everything escaped that does not print. `ascii` is `%+q`. */
export function quote(text: string, ascii = false): string {
  if (!needsCare.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const char of text) quoted += escapeRune(char, '"', ascii);
  return `${quoted}"`;
}

export function quoteRune(char: string, ascii = false): string {
  return `'${escapeRune(char, "'", ascii)}'`;
}

/** Whether a raw string can hold the text unchanged. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  return !/[\0-\x08\n-\x1f\x7f`\ufeff]/.test(text) && text.isWellFormed();
}

function escapeRune(char: string, delimiter: string, ascii: boolean): string {
  const codePoint = char.codePointAt(0) as number;
  if (isRawByte(codePoint)) return `\\x${hex(codePoint - 0xdc00, 2)}`;
  if (char === delimiter || char === "\\") return `\\${char}`;
  if (codePoint < 0x80 ? codePoint >= 0x20 && codePoint < 0x7f : !ascii && isPrint(codePoint)) return char;
  const named = ESCAPES[char];
  if (named !== undefined) return named;
  if (codePoint < 0x20 || codePoint === 0x7f) return `\\x${hex(codePoint, 2)}`;
  return codePoint < 0x10000 ? `\\u${hex(codePoint, 4)}` : `\\U${hex(codePoint, 8)}`;
}

const hex = (value: number, width: number): string => value.toString(16).padStart(width, "0");

/** The text of a string or raw string literal with its quotes; undefined where Go says "invalid syntax". */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal[0] === "`") return body.replaceAll("\r", "");
  if (body.includes("\n")) return undefined;
  if (!body.includes("\\")) return body.includes('"') ? undefined : body;
  let text = "";
  for (let at = 0; at < body.length; ) {
    const next = unquoteChar(body, at, '"');
    if (next === undefined) return undefined;
    text += next.text;
    at = next.end;
  }
  return joinBytes(text);
}

export interface UnquotedChar {
  readonly text: string;
  readonly codePoint: number;
  readonly end: number;
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** One character or escape of a literal that `delimiter` encloses. */
export function unquoteChar(body: string, at: number, delimiter: string): UnquotedChar | undefined {
  const codePoint = body.codePointAt(at);
  if (codePoint === undefined) return undefined;
  const char = String.fromCodePoint(codePoint);
  if (char === delimiter) return undefined;
  if (char !== "\\") {
    const value = isRawByte(codePoint) ? 0xfffd : codePoint;
    return { text: char, codePoint: value, end: at + char.length };
  }
  return unquoteEscape(body, at + 1, delimiter);
}

const NUMERIC = /(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([0-7]{3}))/y;

function unquoteEscape(body: string, at: number, delimiter: string): UnquotedChar | undefined {
  const letter = body[at] ?? "";
  const simple =
    letter === delimiter ? delimiter : Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  if (simple !== undefined) return { text: simple, codePoint: simple.charCodeAt(0), end: at + 1 };
  NUMERIC.lastIndex = at;
  const numeric = NUMERIC.exec(body);
  if (numeric === null) return undefined;
  const [whole, byte, short, long, octal] = numeric;
  const value =
    octal === undefined ? Number.parseInt((byte ?? short ?? long) as string, 16) : Number.parseInt(octal, 8);
  const end = at + whole.length;
  if (byte !== undefined || octal !== undefined) {
    if (value > 255) return undefined;
    return { text: value < 0x80 ? String.fromCharCode(value) : rawByte(value), codePoint: value, end };
  }
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return undefined;
  return { text: String.fromCodePoint(value), codePoint: value, end };
}

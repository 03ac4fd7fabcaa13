import { sprint } from "../fmt.ts";
import { isPrint } from "../printable.ts";
import { indirect } from "../typed.ts";
import { encodeUtf8, isRawByte } from "../utf8.ts";
import { type FuncMap, fn, type GoValue } from "../values.ts";

/** `html js urlquery`: the operands as print writes them, escaped. */
export const escapingFuncs: FuncMap = {
  html: fn("func(args ...any) string", (...args: GoValue[]) => escapeHtml(textOf(args))),
  js: fn("func(args ...any) string", (...args: GoValue[]) => escapeJs(textOf(args))),
  urlquery: fn("func(args ...any) string", (...args: GoValue[]) => escapeQuery(textOf(args))),
};

/** nil prints as the output of an action does, not as print has it. */
function textOf(args: readonly GoValue[]): string {
  const [only] = args;
  if (args.length === 1 && typeof only === "string") return only;
  return sprint(...args.map((arg) => (arg === null || arg === undefined ? "<no value>" : indirect(arg))));
}

const HTML: Readonly<Record<string, string>> = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

const escapeHtml = (text: string): string => text.replace(/[\0"'&<>]/g, (char) => HTML[char] as string);

const JS: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

function escapeJs(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
  return text.replace(/[\0-\x1f\\'"<>&=]|[^\0-\x7f]/gu, (char) => {
    const codePoint = char.codePointAt(0) as number;
    if (codePoint < 0x80) return JS[char] ?? `\\u00${hex(codePoint, 2)}`;
    if (isRawByte(codePoint)) return char;
    return isPrint(codePoint) ? char : `\\u${hex(codePoint, 4)}`;
  });
}

function escapeQuery(text: string): string {
  let escaped = "";
  for (const byte of encodeUtf8(text)) {
    const char = String.fromCharCode(byte);
    escaped += /[A-Za-z0-9\-_.~]/.test(char) ? char : byte === 0x20 ? "+" : `%${hex(byte, 2)}`;
  }
  return escaped;
}

const hex = (value: number, width: number): string => value.toString(16).toUpperCase().padStart(width, "0");

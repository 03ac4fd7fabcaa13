/** Strings: trimming, cutting, padding, quoting, changing case. */

import { byteLength, encodeUtf8 } from "../gotemplate/utf8.ts";
import { type FuncMap, fn, GoError, type GoValue } from "../gotemplate/values.ts";
import { runes, substring } from "./bytes.ts";
import { kebabCase, lower, pascalCase, snakeCase, swapCase, title, untitle, upper } from "./case.ts";
import { isSpace } from "./letters.ts";
import { checkCharacters } from "./limits.ts";
import type { Limits } from "./options.ts";
import { print, quote, toText } from "./text.ts";
import { abbreviate, abbreviateBoth, wrapText } from "./wrapping.ts";

export function stringFuncs(limits: Limits): FuncMap {
  const repeat = (count: bigint, text: string) => repeatText(count, text, limits);
  const indent = (spaces: bigint, text: string) => indentText(spaces, text, limits);
  return {
    hello: fn("func() string", () => "Hello!"),

    abbrev: fn("func(width int, s string) string", (width, s) => abbreviate(s, width)),
    abbrevboth: fn("func(left int, right int, s string) string", (left, right, s) =>
      abbreviateBoth(s, left, right),
    ),
    trunc: fn("func(c int, s string) string", truncate),
    substr: fn("func(start int, end int, s string) string", substr),
    trim: fn("func(s string) string", trimSpace),
    trimall: fn("func(a string, b string) string", trimAll),
    trimAll: fn("func(a string, b string) string", trimAll),
    trimPrefix: fn("func(a string, b string) string", (prefix, s) =>
      s.startsWith(prefix) ? s.slice(prefix.length) : s,
    ),
    trimSuffix: fn("func(a string, b string) string", (suffix, s) =>
      s.endsWith(suffix) ? s.slice(0, s.length - suffix.length) : s,
    ),
    nospace: fn("func(s string) string", withoutSpaces),
    initials: fn("func(s string) string", initials),

    upper: fn("func(s string) string", upper),
    lower: fn("func(s string) string", lower),
    title: fn("func(s string) string", title),
    untitle: fn("func(s string) string", untitle),
    swapcase: fn("func(s string) string", swapCase),
    snakecase: fn("func(s string) string", snakeCase),
    camelcase: fn("func(s string) string", pascalCase),
    kebabcase: fn("func(s string) string", kebabCase),

    repeat: fn("func(count int, s string) string", repeat),
    indent: fn("func(spaces int, v string) string", indent),
    nindent: fn("func(spaces int, v string) string", (spaces, v) => `\n${indent(spaces, v)}`),
    wrap: fn("func(l int, s string) string", (width, s) =>
      wrapText(s, Number(width), { newLine: "\n", cutWords: false }),
    ),
    wrapWith: fn("func(l int, sep string, str string) string", (width, newLine, s) =>
      wrapText(s, Number(width), { newLine, cutWords: true }),
    ),
    replace: fn("func(old string, new string, src string) string", (old, replacement, s) =>
      replaceAll(s, old, replacement, limits),
    ),
    plural: fn("func(one string, many string, count int) string", (one, many, count) =>
      count === 1n ? one : many,
    ),

    contains: fn("func(substr string, str string) bool", (part, s) => s.includes(part)),
    hasPrefix: fn("func(substr string, str string) bool", (prefix, s) => s.startsWith(prefix)),
    hasSuffix: fn("func(substr string, str string) bool", (suffix, s) => s.endsWith(suffix)),

    quote: fn("func(str ...any) string", (...values: GoValue[]) =>
      values
        .filter(isSet)
        .map((value) => quote(toText(value)))
        .join(" "),
    ),
    squote: fn("func(str ...any) string", (...values: GoValue[]) =>
      values
        .filter(isSet)
        .map((value) => `'${print(value)}'`)
        .join(" "),
    ),
    cat: fn("func(v ...any) string", (...values: GoValue[]) =>
      values
        .filter(isSet)
        .map((value) => print(value))
        .join(" "),
    ),
    toString: fn("func(v any) string", toText),
  };
}

function isSet(value: GoValue): boolean {
  return value !== null && value !== undefined;
}

/** A negative count keeps the end. */
function truncate(count: bigint, text: string): string {
  const length = BigInt(byteLength(text));
  if (count < 0n && length + count > 0n) return substring(text, length + count);
  if (count >= 0n && length > count) return substring(text, 0n, count);
  return text;
}

function substr(start: bigint, end: bigint, text: string): string {
  if (start < 0n) return substring(text, 0n, end);
  if (end < 0n || end > byteLength(text)) return substring(text, start);
  return substring(text, start, end);
}

function trimSpace(text: string): string {
  return trimWhere(text, isSpace);
}

function trimAll(cutset: string, text: string): string {
  const cut = new Set(runes(cutset));
  return trimWhere(text, (rune) => cut.has(rune.isWellFormed() ? rune : "\ufffd"));
}

function trimWhere(text: string, isCut: (rune: string) => boolean): string {
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  while (start < end && isCut(characters[start] as string)) start++;
  while (end > start && isCut(characters[end - 1] as string)) end--;
  return characters.slice(start, end).join("");
}

/** goutils reads bytes as if they were Latin-1 characters, wherever there is a space to remove. */
function withoutSpaces(text: string): string {
  const characters = latin1(text);
  const kept = characters.filter((character) => !isSpace(character));
  return kept.length === characters.length ? text : kept.join("");
}

function initials(text: string): string {
  const characters = latin1(text);
  return characters
    .filter((character, i) => !isSpace(character) && (i === 0 || isSpace(characters[i - 1] as string)))
    .join("");
}

function latin1(text: string): string[] {
  return Array.from(encodeUtf8(text), (byte) => String.fromCharCode(byte));
}

function repeatText(count: bigint, text: string, limits: Limits): string {
  if (count < 0n) throw new GoError("strings: negative Repeat count");
  checkCharacters(count * BigInt(text.length), "repeat", limits);
  return text === "" ? "" : text.repeat(Number(count));
}

function indentText(spaces: bigint, text: string, limits: Limits): string {
  const padding = repeatText(spaces, " ", limits);
  const lines = text.split("\n");
  checkCharacters(padding.length * lines.length + text.length, "indent", limits);
  return lines.map((line) => padding + line).join("\n");
}

/** strings.Replace with no limit: an empty `old` is found before and after every character. */
function replaceAll(text: string, old: string, replacement: string, limits: Limits): string {
  const parts = old === "" ? ["", ...text, ""] : text.split(old);
  checkCharacters(text.length + (parts.length - 1) * replacement.length, "replace", limits);
  // Between "" and the first character, every character, and the last and "".
  return parts.join(replacement);
}

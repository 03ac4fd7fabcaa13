/** encoding/json's Marshal over Go values. */

import { findMethod } from "../gotemplate/struct-fields.ts";
import { elementsOf, typed } from "../gotemplate/typed.ts";
import { isGoFunc, typeName, typeOf } from "../gotemplate/types.ts";
import { compareStrings } from "../gotemplate/utf8.ts";
import {
  GoError,
  GoMap,
  type GoValue,
  Named,
  Nil,
  Num,
  Pointer,
  Slice,
  Struct,
} from "../gotemplate/values.ts";
import { encodeBase64 } from "./base-n.ts";
import { entriesOf, isNothing } from "./reflect.ts";

export interface JsonStyle {
  /** Whether `<`, `>` and `&` are escaped, as Marshal does. */
  readonly escapeHtml: boolean;
  /** The spaces of one level; none writes all in one line. */
  readonly indent?: string;
}

/** @throws GoError "json: unsupported …" */
export function encodeJson(value: GoValue, style: JsonStyle): string {
  return write(value, style, "\n");
}

function write(value: GoValue, style: JsonStyle, line: string): string {
  switch (typeof value) {
    case "string":
      return quoteJson(value, style);
    case "number":
      return floatJson(value);
    case "bigint":
    case "boolean":
      return String(value);
  }
  if (isNothing(value) || value instanceof Nil) return "null";
  const method = findMethod(value, "MarshalJSON") ?? findMethod(value, "MarshalText");
  // Go's return bytes; here either returns the value to write.
  if (method !== undefined) return write(method.call(value) as GoValue, style, line);
  if (value instanceof Num)
    return value.type.kind === "float32"
      ? floatJson(value.value as number, true)
      : write(value.value, style, line);
  if (value instanceof Named) return write(value.value, style, line);
  if (value instanceof Pointer) return write(value.target, style, line);
  if (value instanceof Struct) return writeMembers(structMembers(value), style, line);
  if (isGoFunc(value)) throw new GoError(`json: unsupported type: ${typeName(typeOf(value))}`);
  if (value instanceof Slice && value.type.elem.kind === "uint8") {
    return quoteJson(encodeBase64(Uint8Array.from(value.items as bigint[], Number)), style);
  }
  const elements = elementsOf(value);
  if (elements !== undefined) return writeElements(elements, style, line);
  return writeMembers(mapMembers(value), style, line);
}

function writeElements(elements: readonly GoValue[], style: JsonStyle, line: string): string {
  if (elements.length === 0) return "[]";
  const inner = line + (style.indent ?? "");
  const parts = elements.map((element) => write(element, style, inner));
  return style.indent === undefined ? `[${parts.join(",")}]` : `[${inner}${parts.join(`,${inner}`)}${line}]`;
}

function writeMembers(
  members: readonly (readonly [string, GoValue])[],
  style: JsonStyle,
  line: string,
): string {
  if (members.length === 0) return "{}";
  const inner = line + (style.indent ?? "");
  const colon = style.indent === undefined ? ":" : ": ";
  const parts = members.map(
    ([key, value]) => `${quoteJson(key, style)}${colon}${write(value, style, inner)}`,
  );
  return style.indent === undefined ? `{${parts.join(",")}}` : `{${inner}${parts.join(`,${inner}`)}${line}}`;
}

function mapMembers(map: GoValue): [string, GoValue][] {
  if (map instanceof GoMap && !hasTextKeys(map)) {
    throw new GoError(`json: unsupported type: ${typeName(map.type)}`);
  }
  const members = [...entriesOf(map)].map(([key, value]): [string, GoValue] => [String(key), value]);
  return members.sort(([a], [b]) => compareStrings(a, b));
}

function hasTextKeys(map: GoMap): boolean {
  return [...map.entries.keys()].every((key) => typeof key === "string" || typeof key === "bigint");
}

/** In the order of the declaration; what JSON left out is omitted, since that is what omitempty did. */
function structMembers(struct: Struct): [string, GoValue][] {
  const members: [string, GoValue][] = [];
  for (const field of struct.type.fields()) {
    if (field.json === "") {
      const embedded = typed(field.type, struct.json);
      if (embedded instanceof Struct) members.push(...structMembers(embedded));
    } else if (Object.hasOwn(struct.json, field.json)) {
      members.push([field.json, typed(field.type, struct.json[field.json])]);
    }
  }
  return members;
}

/** encoding/json writes floats as JavaScript does, in another range: exponents below 1e-6 and from 1e21 on. */
function floatJson(value: number, single = false): string {
  if (!Number.isFinite(value)) {
    const name = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    throw new GoError(`json: unsupported value: ${name}`);
  }
  if (Object.is(value, -0)) return "-0";
  return String(single ? shortestSingle(value) : value);
}

/** The shortest decimal that reads as this float32. */
function shortestSingle(value: number): number {
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

const ESCAPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  /[\x00-\x1f"\\\u2028\u2029]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const HTML = /[<>&]/g;
/** Most texts; to look for this first takes a third of the time. */
const UNESCAPED = /^[\w ./:@=,+-]*$/;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A stray byte becomes the escape of U+FFFD. */
function quoteJson(text: string, { escapeHtml }: JsonStyle): string {
  if (UNESCAPED.test(text)) return `"${text}"`;
  const escaped = text.replace(ESCAPED, (character) => SHORT[character] ?? unicodeEscape(character));
  return `"${escapeHtml ? escaped.replace(HTML, unicodeEscape) : escaped}"`;
}

function unicodeEscape(character: string): string {
  const code = character.isWellFormed() ? character.charCodeAt(0) : 0xfffd;
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/**
 * JSON as Go's encoding/json reads and writes it, where that differs from JavaScript's: its error
 * messages, its depth limit, what a repeated key does, numbers that a JavaScript number would not carry,
 * and the characters it escapes.
 */

import { isExact } from "./json-exact.ts";
import { checkJsonNesting, MAX_DEPTH as DEEPEST_OBJECT } from "./nesting.ts";
import { setOwn } from "./objects.ts";

/** Go's maxNestingDepth (encoding/json/scanner.go). */
const MAX_DEPTH = 10_000;

/** A literal with a fraction or an exponent that a JavaScript number would not write back as it was: 1.0, 1e3, 1e400. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The text is not JSON; `message` is Go's, `offset` counts the characters before the offending one. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  readonly code = "JSON_SYNTAX";
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Every value of a key that stands several times in one object: a Go struct is filled by all of them, in turn. */
export class Repeated {
  readonly values: readonly unknown[];
  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

export interface JsonOptions {
  /** Keeps all values of a repeated key, as {@link Repeated}, for decode(); otherwise the last one wins, as in a map. */
  readonly repeated?: boolean;
  /** Turns down what nests deeper than real objects do, see nesting.ts. */
  readonly shallow?: boolean;
}

/**
 * Parses one JSON text. Integers beyond 2^53 come as bigint, other numbers that would change in a
 * JavaScript number as {@link JsonNumber}.
 *
 * JSON.parse does the work wherever it cannot differ, which is nearly always.
 *
 * @throws JsonSyntaxError with encoding/json's message; where only so deep a text is read, KubernetesError
 */
export function parseJson(text: string, options: JsonOptions = {}): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (isExact(text, value, options.shallow ? DEEPEST_OBJECT : MAX_DEPTH)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
  }
  if (options.shallow) checkJsonNesting(text);
  return parseExactly(text, options);
}

function parseExactly(text: string, options: JsonOptions): unknown {
  try {
    return new Parser(text, options.repeated ?? false).parse();
  } catch (error) {
    // Our stack ends before Go's limit does, and nothing that Kubernetes accepts comes near either.
    if (error instanceof RangeError) throw new JsonSyntaxError("invalid character '[' exceeded max depth", 0);
    throw error;
  }
}

/** True if Go would accept the text (json.Valid). */
export function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return false;
    throw error;
  }
}

/** Writes a value as json.Marshal does: keys in the order of the object, `<`, `>`, `&`, U+2028 and U+2029 escaped. */
export function stringifyJson(value: unknown): string {
  return writeJson(value).replace(/[<>&\u2028\u2029]/g, escapeCharacter);
}

/** As {@link stringifyJson}, without Go's escapes for HTML. */
export function writeJson(value: unknown): string {
  return hasSpecialNumber(value) ? writeSlowly(value) : (JSON.stringify(value) ?? "null");
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function hasSpecialNumber(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof JsonNumber) return true;
  return Object.values(value).some(hasSpecialNumber);
}

function writeSlowly(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(writeSlowly).join(",")}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${writeSlowly(member)}`).join(",")}}`;
}

/** The values of a key, in order: one, unless it is repeated. */
export function occurrences(value: unknown): readonly unknown[] {
  return value instanceof Repeated ? value.values : [value];
}

const SPACE = /[ \t\r\n]/;
const DIGIT = /[0-9]/;

/** The exact reader. One pass, and Go's words where it ends early. */
class Parser {
  readonly #text: string;
  readonly #keepsRepeated: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, keepsRepeated: boolean) {
    this.#text = text;
    this.#keepsRepeated = keepsRepeated;
  }

  parse(): unknown {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#fail("after top-level value");
    return value;
  }

  #value(): unknown {
    const character = this.#skipSpace();
    switch (character) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      case "t":
        return this.#literal("true", true);
      case "f":
        return this.#literal("false", false);
      case "n":
        return this.#literal("null", null);
    }
    if (character === "-" || DIGIT.test(character)) return this.#number();
    return this.#fail("looking for beginning of value");
  }

  #nested(read: () => unknown): unknown {
    if (++this.#depth > MAX_DEPTH) this.#fail("exceeded max depth");
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): unknown {
    const object: Record<string, unknown> = {};
    if (this.#skipSpace() === "}") return this.#skip(object);
    for (;;) {
      if (this.#skipSpace() !== '"') this.#fail("looking for beginning of object key string");
      const key = this.#string();
      if (this.#skipSpace() !== ":") this.#fail("after object key");
      this.#at++;
      this.#assign(object, key, this.#value());
      const end = this.#skipSpace();
      if (end === "}") return this.#skip(object);
      if (end !== ",") this.#fail("after object key:value pair");
      this.#at++;
    }
  }

  #assign(object: Record<string, unknown>, key: string, value: unknown): void {
    const repeated = this.#keepsRepeated && Object.hasOwn(object, key);
    setOwn(object, key, repeated ? new Repeated([...occurrences(object[key]), value]) : value);
  }

  #array(): unknown {
    const array: unknown[] = [];
    if (this.#skipSpace() === "]") return this.#skip(array);
    for (;;) {
      array.push(this.#value());
      const end = this.#skipSpace();
      if (end === "]") return this.#skip(array);
      if (end !== ",") this.#fail("after array element");
      this.#at++;
    }
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '"') break;
      if (character === "\\") this.#escape();
      else if (character === undefined || character < " ") this.#fail("in string literal");
      this.#at++;
    }
    this.#at++;
    return (JSON.parse(this.#text.slice(start, this.#at)) as string).replace(LONE_SURROGATE, "\ufffd");
  }

  #escape(): void {
    const character = this.#text[++this.#at];
    if (character === undefined || !'"\\/bfnrtu'.includes(character)) this.#fail("in string escape code");
    if (character !== "u") return;
    for (let i = 0; i < 4; i++) {
      if (!/[0-9a-fA-F]/.test(this.#text[++this.#at] ?? "")) {
        this.#fail("in \\u hexadecimal character escape");
      }
    }
  }

  #number(): number | bigint | JsonNumber {
    const start = this.#at;
    let integer = true;
    if (this.#peek() === "-") this.#at++;
    if (this.#peek() === "0") this.#at++;
    else this.#digits("in numeric literal");
    if (this.#peek() === ".") {
      integer = false;
      this.#at++;
      this.#digits("after decimal point in numeric literal");
    }
    if (this.#peek() === "e" || this.#peek() === "E") {
      integer = false;
      this.#at++;
      if (this.#peek() === "+" || this.#peek() === "-") this.#at++;
      this.#digits("in exponent of numeric literal");
    }
    return numberOf(this.#text.slice(start, this.#at), integer);
  }

  #digits(context: string): void {
    if (!DIGIT.test(this.#peek())) this.#fail(context);
    while (DIGIT.test(this.#peek())) this.#at++;
  }

  #literal<T>(word: string, value: T): T {
    for (const [i, expected] of [...word].entries()) {
      if (this.#peek() !== expected) this.#fail(`in literal ${word} (expecting '${word[i]}')`);
      this.#at++;
    }
    return value;
  }

  #skip<T>(value: T): T {
    this.#at++;
    return value;
  }

  #skipSpace(): string {
    while (SPACE.test(this.#peek())) this.#at++;
    return this.#peek();
  }

  #peek(): string {
    return this.#text[this.#at] ?? "";
  }

  #fail(context: string): never {
    // At the end Go tries a space, which is wrong inside a literal, a number and an escape.
    const inToken = /literal|escape/.test(context) && context !== "in string literal";
    const code = this.#text.codePointAt(this.#at) ?? (inToken ? 0x20 : undefined);
    if (code === undefined) throw new JsonSyntaxError("unexpected end of JSON input", this.#at);
    throw new JsonSyntaxError(`invalid character ${quoteCharacter(code)} ${context}`, this.#at);
  }
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function numberOf(text: string, integer: boolean): number | bigint | JsonNumber {
  const value = Number(text);
  if (integer) return Number.isSafeInteger(value) ? value + 0 : BigInt(text);
  return String(value) === text ? value : new JsonNumber(text);
}

/** encoding/json's quoteChar: it looks at one byte, so a character beyond ASCII shows as its first byte. */
function quoteCharacter(code: number): string {
  if (code === 0x27) return "'\\''";
  if (code === 0x22) return "'\"'";
  const byte = code < 0x80 ? code : (new TextEncoder().encode(String.fromCodePoint(code))[0] as number);
  const named: Record<number, string> = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
    92: "\\\\",
  };
  if (Object.hasOwn(named, byte)) return `'${named[byte]}'`;
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, "0")}'`;
  if (byte >= 0x80 && byte < 0xa1) return `'\\u${byte.toString(16).padStart(4, "0")}'`;
  return byte === 0xad ? "'\\u00ad'" : `'${String.fromCharCode(byte)}'`;
}

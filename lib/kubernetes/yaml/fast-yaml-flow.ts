import { type JsonObject, setOwn } from "../objects.ts";
import { resolvePlain } from "./scalars.ts";

/** Thrown where a text leaves the subset that the fast reader is sure of. */
export const notMine = Symbol("not mine");

export function giveUp(): never {
  throw notMine;
}

export const NEWLINE = 10;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
const COMMA = 44;
export const DASH = 45;
export const DOT = 46;
export const COLON = 58;
const QUESTION = 63;
export const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Characters that no plain scalar begins with, dash, colon and question mark aside. */
const indicators = new Set(Array.from(",[]{}#&*!|>'\"%@`", (character) => character.charCodeAt(0)));

/** Characters that something else than a string may begin with. */
const notOnlyText = new Set(Array.from("-+.0123456789~<yYnNtTfFoO", (character) => character.charCodeAt(0)));

/** A little less than what go-yaml takes for a key at most. */
const longestKey = 1000;
const deepest = 100;

/** Scalars and flow collections at a position in a text; the part of the fast reader that knows no lines. */
export class FlowReader {
  protected readonly text: string;
  protected at = 0;
  #depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  protected code(offset = 0): number {
    return this.text.charCodeAt(this.at + offset);
  }

  protected skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at++;
  }

  /** Whether a space, a line end or the end of the text is at that place. */
  protected isBlankAt(place: number): boolean {
    const code = this.text.charCodeAt(place);
    return code === SPACE || code === NEWLINE || Number.isNaN(code);
  }

  /** A quoted scalar, over any number of lines. */
  protected quoted(): string {
    return this.code() === DOUBLE_QUOTE ? this.#doubleQuoted() : this.#singleQuoted();
  }

  #doubleQuoted(): string {
    const start = this.at;
    let escaped = false;
    let folded = false;
    for (let place = start + 1; ; place++) {
      const code = this.text.charCodeAt(place);
      if (code === DOUBLE_QUOTE) {
        this.at = place + 1;
        if (!escaped && !folded) return this.text.slice(start + 1, place);
        const quoted = this.text.slice(start, this.at);
        return unescapeJson(folded ? foldLines(quoted, "\\n") : quoted);
      }
      if (code === BACKSLASH) {
        escaped = true;
        place++;
      } else if (code === NEWLINE) {
        folded = true;
      } else if (Number.isNaN(code)) {
        giveUp();
      }
    }
  }

  #singleQuoted(): string {
    const start = this.at + 1;
    let end = this.text.indexOf("'", start);
    while (end !== -1 && this.text.charCodeAt(end + 1) === SINGLE_QUOTE)
      end = this.text.indexOf("'", end + 2);
    if (end === -1) giveUp();
    this.at = end + 1;
    const value = this.text.slice(start, end);
    const unfolded = value.includes("\n") ? foldLines(value, "\n") : value;
    return unfolded.includes("'") ? unfolded.replaceAll("''", "'") : unfolded;
  }

  /** A collection in brackets, over any number of lines. */
  protected collection(): unknown {
    if (++this.#depth > deepest) giveUp();
    const value = this.code() === OPEN_BRACKET ? this.#flowList() : this.#flowMapping();
    this.#depth--;
    return value;
  }

  #flowList(): unknown[] {
    const list: unknown[] = [];
    this.at++;
    for (;;) {
      this.#skipSpace();
      if (this.code() === CLOSE_BRACKET) break;
      list.push(this.#flowValue());
      if (this.#isLastMember(CLOSE_BRACKET)) break;
    }
    this.at++;
    return list;
  }

  #flowMapping(): JsonObject {
    const mapping: JsonObject = {};
    this.at++;
    for (;;) {
      this.#skipSpace();
      if (this.code() === CLOSE_BRACE) break;
      const key = this.#flowKey();
      setOwn(mapping, key, this.#flowValue());
      if (this.#isLastMember(CLOSE_BRACE)) break;
    }
    this.at++;
    return mapping;
  }

  /** Passes the comma behind a member, and says whether the end stands there instead. */
  #isLastMember(end: number): boolean {
    this.#skipSpace();
    const code = this.code();
    if (code === end) return true;
    if (code !== COMMA) giveUp();
    this.at++;
    return false;
  }

  /** A key that is text, with its colon on the same line; behind the colon of a bare one there is a space. */
  #flowKey(): string {
    const start = this.at;
    const isQuoted = this.code() === DOUBLE_QUOTE || this.code() === SINGLE_QUOTE;
    const key = isQuoted ? this.quoted() : this.#flowPlain();
    this.skipSpaces();
    if (typeof key !== "string" || key === "<<" || this.code() !== COLON) giveUp();
    this.requireSimpleKey(start);
    this.at++;
    if (!isQuoted && !this.isBlankAt(this.at)) giveUp();
    this.#skipSpace();
    return key;
  }

  /** A key is not over several lines, nor very long. */
  protected requireSimpleKey(start: number): void {
    if (this.at - start > longestKey || this.text.slice(start, this.at).includes("\n")) giveUp();
  }

  #flowValue(): unknown {
    switch (this.code()) {
      case OPEN_BRACKET:
      case OPEN_BRACE:
        return this.collection();
      case DOUBLE_QUOTE:
      case SINGLE_QUOTE:
        return this.quoted();
      default:
        return this.#flowPlain();
    }
  }

  #flowPlain(): unknown {
    const start = this.at;
    this.requirePlainStart();
    if (this.code() === COLON) giveUp();
    for (; ; this.at++) {
      const code = this.code();
      if (code === COMMA || code === CLOSE_BRACKET || code === CLOSE_BRACE || code === NEWLINE) break;
      if (code === COLON && this.isBlankAt(this.at + 1)) break;
      if (code === COLON && isBracketOrComma(this.code(1))) giveUp();
      if (code === OPEN_BRACKET || code === OPEN_BRACE || code === QUESTION || Number.isNaN(code)) giveUp();
      if (code === HASH && this.code(-1) === SPACE) giveUp();
    }
    return this.resolve(start, this.at);
  }

  /** Spaces, line ends and comments between the parts of a collection. */
  #skipSpace(): void {
    for (;;) {
      const code = this.code();
      if (code === NEWLINE) {
        const next = this.code(1);
        // It may be a mark between documents.
        if (next === DASH || next === DOT) giveUp();
      } else if (code === HASH && this.isBlankAt(this.at - 1)) {
        this.at = this.#lineEnd() - 1;
      } else if (code !== SPACE) {
        return;
      }
      this.at++;
    }
  }

  #lineEnd(): number {
    const end = this.text.indexOf("\n", this.at);
    return end === -1 ? giveUp() : end;
  }

  protected requirePlainStart(): void {
    const code = this.code();
    if (indicators.has(code)) giveUp();
    if ((code === DASH || code === COLON || code === QUESTION) && this.isBlankAt(this.at + 1)) giveUp();
  }

  /** The value of the plain scalar between two places, spaces at its end aside. */
  protected resolve(start: number, behind: number): unknown {
    let end = behind;
    while (this.text.charCodeAt(end - 1) === SPACE) end--;
    if (end <= start) giveUp();
    const text = this.text.slice(start, end);
    if (!notOnlyText.has(text.charCodeAt(0))) return text;
    const { value } = resolvePlain(text);
    if (typeof value === "bigint") return Number(value);
    return typeof value === "number" && !Number.isFinite(value) ? giveUp() : value;
  }
}

function isBracketOrComma(code: number): boolean {
  return (
    code === COMMA ||
    code === OPEN_BRACKET ||
    code === CLOSE_BRACKET ||
    code === OPEN_BRACE ||
    code === CLOSE_BRACE
  );
}

/** Lines of a quoted scalar in one: a break is a space, of several the first one goes, and blanks around them, too. */
function foldLines(quoted: string, lineBreak: string): string {
  // An escaped line break is another matter, and so is a mark between documents.
  if (/\\\n|\n(?:---|\.\.\.)(?:[ \n]|$)/.test(quoted)) giveUp();
  return quoted.replace(/ *\n[ \n]*/g, (breaks) => {
    const count = breaks.split("\n").length - 1;
    return count === 1 ? " " : lineBreak.repeat(count - 1);
  });
}

/** Escapes that JSON has, too; not "\/", which go-yaml refuses, and no halves of pairs. */
const jsonEscapes = /^"(?:[^"\\]|\\(?:["\\bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}))*"$/;

function unescapeJson(quoted: string): string {
  return jsonEscapes.test(quoted) ? (JSON.parse(quoted) as string) : giveUp();
}

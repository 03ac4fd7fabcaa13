import { type JsonObject, setOwn } from "./objects.ts";
import { resolvePlain } from "./yaml-scalars.ts";

/**
 * A reader for the plain YAML that templates write: block mappings and lists, scalars on one line, literal
 * blocks, flow collections on one line. It never guesses: whatever is not plainly in that subset (anchors,
 * tags, folded text, several documents, every error) makes it give up, and the whole text is for the
 * complete reader. It is about eight times as fast, and every injection reads some 10 KB.
 *
 * @returns undefined where it gives up
 */
export function readSimpleYaml(text: string): { readonly value: unknown } | undefined {
  if (UNUSUAL_CHARACTER.test(text)) return undefined;
  try {
    const reader = new Reader(splitLines(text));
    const value = reader.block(0);
    return reader.atEnd() ? { value } : undefined;
  } catch (error) {
    if (error instanceof GiveUp) return undefined;
    throw error;
  }
}

/** Control characters, tabs, other line breaks than LF, other spaces than the space, byte order marks, half characters. */
const UNUSUAL_CHARACTER =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\0-\x09\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

class GiveUp extends Error {}

function giveUp(): never {
  throw new GiveUp();
}

/** A line that is neither blank nor a comment; `content` is without indentation and trailing space. */
interface Line {
  readonly indent: number;
  readonly content: string;
  /** Its place among all lines. */
  readonly number: number;
}

interface Lines {
  readonly all: readonly string[];
  readonly used: Line[];
}

function splitLines(text: string): Lines {
  const all = text.split("\n");
  const used: Line[] = [];
  for (let number = 0; number < all.length; number++) {
    const raw = all[number] as string;
    let indent = 0;
    while (raw.charCodeAt(indent) === 32) indent++;
    if (indent === raw.length || raw.charCodeAt(indent) === 35) continue;
    used.push({ indent, content: raw.slice(indent).trimEnd(), number });
  }
  return { all, used };
}

/** What a scalar may not begin with here: indicators of what this reader does not know. */
const INDICATOR = /^[&*!|>%@`?,\]}#-](?:$|[ ])|^[&*!|>%@`,\]}#]/;

class Reader {
  readonly #all: readonly string[];
  readonly #lines: Line[];
  #at = 0;

  constructor({ all, used }: Lines) {
    this.#all = all;
    this.#lines = used;
  }

  atEnd(): boolean {
    return this.#at >= this.#lines.length;
  }

  /**
   * The value that begins on the current line, which has to be indented at least so far; null where there is none.
   *
   * @param least how far; lines indented so far would also continue a scalar that stands here
   */
  block(least: number): unknown {
    const line = this.#lines[this.#at];
    if (line === undefined || line.indent < least) return null;
    if (isItem(line.content)) return this.#list(line.indent);
    if (line.content.startsWith("---") || line.content.startsWith("...")) giveUp();
    const key = readKey(line.content);
    if (key !== undefined) return this.#mapping(line.indent);
    this.#at++;
    return this.#scalar(line.content, line, least);
  }

  #list(indent: number): unknown[] {
    const list: unknown[] = [];
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent < indent) return list;
      if (line.indent > indent) giveUp();
      if (!isItem(line.content)) return list;
      list.push(this.#item(line));
    }
  }

  #item(line: Line): unknown {
    const rest = line.content.slice(1).trimStart();
    if (rest === "" || rest.startsWith("#")) {
      this.#at++;
      return this.block(line.indent + 1);
    }
    // What follows the dash is a block of its own, as if it stood on a line of its own at this place.
    const indent = line.indent + line.content.length - rest.length;
    this.#lines[this.#at] = { indent, content: rest, number: line.number };
    return this.block(line.indent + 1);
  }

  #mapping(indent: number): JsonObject {
    const mapping: JsonObject = {};
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent < indent) return mapping;
      if (line.indent > indent || isItem(line.content)) giveUp();
      const key = readKey(line.content) ?? giveUp();
      this.#at++;
      setOwn(mapping, key.name, this.#value(line.content.slice(key.end).trimStart(), line));
    }
  }

  /** What follows a key on its line, or else stands below it; a list may stand right under its key. */
  #value(rest: string, line: Line): unknown {
    if (rest !== "" && !rest.startsWith("#")) return this.#scalar(rest, line, line.indent + 1);
    const next = this.#lines[this.#at];
    if (next?.indent === line.indent && isItem(next.content)) return this.#list(next.indent);
    return this.block(line.indent + 1);
  }

  /** @param least how far lines are indented that would continue this scalar */
  #scalar(text: string, line: Line, least: number): unknown {
    if (text.startsWith("|")) return this.#literal(text, line, least);
    const value = readInline(text);
    const next = this.#lines[this.#at];
    if (next !== undefined && next.indent >= least) giveUp();
    return value;
  }

  #literal(header: string, line: Line, least: number): string {
    const chomp = /^\|([-+]?)$/.exec(header)?.[1] ?? giveUp();
    const lines: string[] = [];
    let indent = 0;
    let number = line.number + 1;
    for (; number < this.#all.length; number++) {
      const raw = this.#all[number] as string;
      const depth = raw.search(/[^ ]/);
      if (depth === -1) {
        if (raw.length > indent && indent > 0) lines.push(raw.slice(indent));
        else if (indent === 0 && raw.length > 0) giveUp();
        else lines.push("");
        continue;
      }
      indent ||= depth >= least ? depth : 0;
      if (indent === 0 || depth < indent) break;
      lines.push(raw.slice(indent));
    }
    while (this.#at < this.#lines.length && (this.#lines[this.#at] as Line).number < number) this.#at++;
    return chompLines(lines, chomp, number === this.#all.length);
  }
}

function chompLines(lines: string[], chomp: string, toEnd: boolean): string {
  // Behind the last line break of the text there is no line.
  if (toEnd) {
    if (lines.at(-1) !== "") giveUp();
    lines.pop();
  }
  if (chomp === "+") return lines.map((line) => `${line}\n`).join("");
  while (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) return "";
  return lines.join("\n") + (chomp === "-" ? "" : "\n");
}

function isItem(content: string): boolean {
  return content.startsWith("-") && (content.length === 1 || content.charCodeAt(1) === 32);
}

/** A little less than libyaml allows. */
const LONGEST_KEY = 1000;

interface Key {
  readonly name: string;
  /** Behind the colon. */
  readonly end: number;
}

/** The key that a line begins with, if it does. Keys that are not text are for the complete reader. */
function readKey(content: string): Key | undefined {
  const first = content[0];
  if (first === '"' || first === "'") {
    const { value, end } = readQuoted(content, 0);
    const colon = /^ *:(?= |$)/.exec(content.slice(end));
    return colon ? { name: value, end: end + colon[0].length } : undefined;
  }
  if (first === "[" || first === "{") return undefined;
  const colon = findColon(content);
  if (colon === -1) return undefined;
  const name = content.slice(0, colon).trimEnd();
  if (
    name === "<<" ||
    name.length > LONGEST_KEY ||
    INDICATOR.test(name) ||
    name.includes(" #") ||
    resolvePlain(name).tag !== "str"
  )
    giveUp();
  return { name, end: colon + 1 };
}

function findColon(content: string): number {
  for (let at = content.indexOf(":"); at !== -1; at = content.indexOf(":", at + 1)) {
    if (at + 1 === content.length || content.charCodeAt(at + 1) === 32) return at;
  }
  return -1;
}

/** A scalar or a flow collection that is all of the text but for a comment. */
function readInline(text: string): unknown {
  const first = text[0];
  if (first === '"' || first === "'") {
    const { value, end } = readQuoted(text, 0);
    requireNothing(text.slice(end));
    return value;
  }
  if (first === "[" || first === "{") {
    const flow = new Flow(text);
    const value = flow.value();
    requireNothing(text.slice(flow.at));
    return value;
  }
  const comment = text.indexOf(" #");
  return plain(comment === -1 ? text : text.slice(0, comment).trimEnd());
}

function requireNothing(rest: string): void {
  if (!/^(?: +#.*| *)$/.test(rest)) giveUp();
}

function plain(text: string): unknown {
  if (INDICATOR.test(text) || findColon(text) !== -1) giveUp();
  const { tag, value } = resolvePlain(text);
  if (tag === "binary" || text === "<<" || typeof value === "bigint") giveUp();
  if (typeof value === "number" && !Number.isFinite(value)) giveUp();
  return value;
}

function readQuoted(text: string, start: number): { readonly value: string; readonly end: number } {
  return text[start] === '"' ? readDouble(text, start) : readSingle(text, start);
}

/** Escapes that JSON has, too, and no other; not "\/", which go-yaml refuses. */
const DOUBLE = /"(?:[^"\\]|\\(?:["\\bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}))*"/y;

function readDouble(text: string, start: number) {
  DOUBLE.lastIndex = start;
  const quoted = DOUBLE.exec(text)?.[0] ?? giveUp();
  const value = quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  return { value, end: start + quoted.length };
}

const SINGLE = /'(?:[^']|'')*'/y;

function readSingle(text: string, start: number) {
  SINGLE.lastIndex = start;
  const quoted = SINGLE.exec(text)?.[0] ?? giveUp();
  return { value: quoted.slice(1, -1).replaceAll("''", "'"), end: start + quoted.length };
}

/** Flow collections: `[a, "b"]`, `{"a": 1, b: {}}`. */
class Flow {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): unknown {
    switch (this.#peek()) {
      case "[":
        return this.#list();
      case "{":
        return this.#mapping();
      case '"':
      case "'":
        return this.#quoted();
      default:
        return this.#plain();
    }
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    this.at++;
    if (this.#next() === "]") return this.#closed(list);
    for (;;) {
      list.push(this.value());
      const end = this.#next();
      if (end === "]") return this.#closed(list);
      if (end !== ",") giveUp();
      this.at++;
      this.#next();
    }
  }

  #mapping(): JsonObject {
    const mapping: JsonObject = {};
    this.at++;
    if (this.#next() === "}") return this.#closed(mapping);
    for (;;) {
      const name = this.#key();
      setOwn(mapping, name, this.value());
      const end = this.#next();
      if (end === "}") return this.#closed(mapping);
      if (end !== ",") giveUp();
      this.at++;
      this.#next();
    }
  }

  #key(): string {
    const quoted = this.#peek() === '"' || this.#peek() === "'";
    const name = quoted ? this.#quoted() : this.#plain();
    if (typeof name !== "string" || this.#next() !== ":") giveUp();
    this.at++;
    if (!quoted && this.#peek() !== " ") giveUp();
    this.#next();
    return name;
  }

  #quoted(): string {
    const { value, end } = readQuoted(this.#text, this.at);
    this.at = end;
    return value;
  }

  /** Without a colon or a sharp in it, whose meaning depends on what stands around them. */
  #plain(): unknown {
    const end = this.#text.slice(this.at).search(/[,[\]{}:#]/);
    if (end <= 0) giveUp();
    const text = this.#text.slice(this.at, this.at + end).trimEnd();
    this.at += end;
    return plain(text);
  }

  #closed<T>(value: T): T {
    this.at++;
    return value;
  }

  #next(): string {
    while (this.#peek() === " ") this.at++;
    return this.#peek();
  }

  #peek(): string {
    return this.#text[this.at] ?? giveUp();
  }
}

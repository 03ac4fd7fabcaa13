/**
 * JSON read without loss, for comparing: integers beyond 2^53 come as bigint. Written apart from lib/ so that the
 * judge's side does not share a fault of what is judged.
 */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** Parses a JSON text; the last of a repeated key counts. */
export function parse(text: string): Json {
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Json;
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

/** The members of the object that a text holds, each as the very characters that stand there. */
export function memberTexts(text: string): Map<string, string> {
  const members = new Map<string, string>();
  new Reader(text).object((key, start, end) => members.set(key, text.slice(start, end)));
  return members;
}

/** The text of a member of a member: `textAt(review, "request", "object")`; undefined where there is none. */
export function textAt(text: string, ...path: string[]): string | undefined {
  let at: string | undefined = text;
  for (const key of path) {
    if (at === undefined || !at.startsWith("{")) return undefined;
    at = memberTexts(at).get(key);
  }
  return at;
}

export function stringify(value: Json): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(stringify).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}:${stringify(member)}`)
    .join(",")}}`;
}

/** A plain value as JSON has it: members that are undefined left out. */
export function withoutUndefined(value: unknown): Json {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== "object" || value === null) return value as Json;
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutUndefined(inner)]));
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Json {
    this.#space();
    switch (this.#text[this.#at]) {
      case "{":
        return this.object(() => {});
      case "[":
        return this.#array();
      case '"':
        return JSON.parse(this.#match(/"(?:[^"\\]|\\.)*"/sy)) as string;
      default:
        return scalar(this.#match(/[^\s,\]}]+/y));
    }
  }

  object(visit: (key: string, start: number, end: number) => void): JsonObject {
    const object: JsonObject = Object.create(null);
    this.#items("{", "}", () => {
      const key = this.value() as string;
      this.#take(":");
      this.#space();
      const start = this.#at;
      object[key] = this.value();
      visit(key, start, this.#at);
    });
    return object;
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) this.#fail();
  }

  #array(): Json[] {
    const array: Json[] = [];
    this.#items("[", "]", () => array.push(this.value()));
    return array;
  }

  #items(open: string, close: string, item: () => void): void {
    this.#take(open);
    this.#space();
    while (this.#text[this.#at] !== close) {
      item();
      this.#space();
      if (this.#text[this.#at] !== close) this.#take(",");
      this.#space();
    }
    this.#take(close);
  }

  #take(character: string): void {
    this.#space();
    if (this.#text[this.#at] !== character) this.#fail();
    this.#at++;
  }

  #space(): void {
    this.#match(/\s*/y);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) this.#fail();
    this.#at += found.length;
    return found;
  }

  #fail(): never {
    throw new SyntaxError(`no JSON at character ${this.#at}: ${this.#text.slice(this.#at, this.#at + 40)}`);
  }
}

function scalar(text: string): Json {
  const value = JSON.parse(text) as null | boolean | number;
  return typeof value === "number" && /^-?\d+$/.test(text) && !Number.isSafeInteger(value)
    ? BigInt(text)
    : value;
}

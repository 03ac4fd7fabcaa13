import { Cursor, END, isBlank, isBlankOrEnd, isBreak, type Mark } from "./cursor.ts";
import { type Directive, passAnchor, passDirective, passTag } from "./properties.ts";
import { passBlockScalar, passComment, passPlainScalar, passQuotedScalar } from "./scalars.ts";

export type TokenType =
  | "directive"
  | "document-start"
  | "document-end"
  | "stream-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly directive?: Directive;
  /** Of a tag: its handle. */
  readonly handle?: string;
  /** Of an anchor or an alias. */
  readonly name?: string;
}

/** A place where a key may have begun that no "?" announces; it is known to be one when its ":" comes. */
interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  /** The number of its first token, before which the key's own is then put. */
  readonly token: number;
  readonly mark: Mark;
}

/** How far a simple key may reach, in characters. */
const LONGEST_KEY = 1024;
const DEEPEST = 10_000;
const NO_KEY: SimpleKey = {
  possible: false,
  required: false,
  token: -1,
  mark: { index: 0, line: 0, column: 0 },
};

/**
 * Splits a text into tokens as go-yaml does, only as far as they are asked for (scannerc.go). What the scalars
 * mean is of no interest here.
 */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #queue: Token[] = [];
  /** How many tokens were taken out of the queue. */
  #taken = 0;
  #flowLevel = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  /** One for each flow level. */
  readonly #keys: SimpleKey[] = [{ ...NO_KEY }];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  /** The next token, which stays where it is. @throws SyntaxProblem */
  peek(): Token {
    while (this.#queue.length === 0 || this.#mayBecomeKey()) this.#fetch();
    return this.#queue[0] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#queue.shift();
    this.#taken++;
    return token;
  }

  /** May the first token turn out to begin a key, so that another one comes before it? */
  #mayBecomeKey(): boolean {
    const key = this.#keys.find(({ possible, token }) => possible && token === this.#taken);
    return key !== undefined && this.#isValid(key);
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line < this.#cursor.line || key.mark.index + LONGEST_KEY < this.#cursor.index) {
      if (key.required) this.#cursor.fail("could not find expected ':'", key.mark);
      key.possible = false;
    }
    return key.possible;
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#passToToken();
    this.#unroll(cursor.column);
    const char = cursor.char();
    const stands = isBlankOrEnd(cursor.char(1));
    const inFlow = this.#flowLevel > 0;
    if (char === END) this.#fetchEnd();
    else if (cursor.column === 0 && char === "%") this.#fetchDirective();
    else if (cursor.isAtIndicator("-")) this.#fetchDocumentIndicator("document-start");
    else if (cursor.isAtIndicator(".")) this.#fetchDocumentIndicator("document-end");
    else if (char === "[" || char === "{") this.#fetchFlowStart(char);
    else if (char === "]" || char === "}") this.#fetchFlowEnd(char);
    else if (char === ",") this.#fetchEntry(",");
    else if (char === "-" && stands) this.#fetchBlockEntry();
    else if (char === "?" && (inFlow || stands)) this.#fetchKey();
    else if (char === ":" && (inFlow || stands)) this.#fetchValue();
    else if (char === "*" || char === "&") this.#fetchAnchor(char);
    else if (char === "!") this.#fetchTag();
    else if ((char === "|" || char === ">") && !inFlow) this.#fetchBlockScalar();
    else if (char === "'" || char === '"') this.#fetchQuoted(char);
    else if (mayStartPlain(char, cursor.char(1), inFlow)) this.#fetchPlain();
    else cursor.fail("found character that cannot start any token");
  }

  /** Passes blanks, comments and line breaks; tabs only where no key may begin. */
  #passToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      if (cursor.column === 0 && cursor.char() === "\ufeff") cursor.skip();
      const tabs = this.#flowLevel > 0 || !this.#keyAllowed;
      cursor.skipWhile((char) => char === " " || (tabs && char === "\t"));
      passComment(cursor);
      if (!isBreak(cursor.char())) return;
      cursor.skipLine();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #add(type: TokenType, start = this.#cursor.mark(), more: Partial<Token> = {}): void {
    this.#queue.push({ type, start, ...more });
  }

  // Indentation

  #roll(column: number, type: TokenType, mark: Mark, token?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    if (this.#indents.length > DEEPEST) {
      this.#cursor.fail(`exceeded max depth of ${DEEPEST}`, this.#key().mark);
    }
    const at = token === undefined ? this.#queue.length : token - this.#taken;
    this.#queue.splice(at, 0, { type, start: mark });
  }

  #unroll(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#add("block-end");
      this.#indent = this.#indents.pop() as number;
    }
  }

  // Simple keys

  #key(): SimpleKey {
    return this.#keys.at(-1) as SimpleKey;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const required = this.#flowLevel === 0 && this.#indent === this.#cursor.column;
    this.#removeKey();
    const token = this.#taken + this.#queue.length;
    this.#keys[this.#keys.length - 1] = { possible: true, required, token, mark: this.#cursor.mark() };
  }

  #removeKey(): void {
    const key = this.#key();
    if (key.possible && key.required) this.#cursor.fail("could not find expected ':'", key.mark);
    key.possible = false;
  }

  // Tokens

  #fetchEnd(): void {
    if (this.#cursor.column !== 0) this.#cursor.forceLine();
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#add("stream-end");
  }

  #fetchDirective(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    const start = this.#cursor.mark();
    this.#add("directive", start, { directive: passDirective(this.#cursor) });
  }

  #fetchDocumentIndicator(type: TokenType): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#add(type);
    this.#cursor.skip(3);
  }

  #fetchFlowStart(type: "[" | "{"): void {
    this.#saveKey();
    this.#keys.push({ ...NO_KEY, mark: this.#cursor.mark() });
    this.#flowLevel++;
    if (this.#flowLevel > DEEPEST) this.#cursor.fail(`exceeded max depth of ${DEEPEST}`);
    this.#keyAllowed = true;
    this.#add(type);
    this.#cursor.skip();
  }

  #fetchFlowEnd(type: "]" | "}"): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      this.#keys.pop();
    }
    this.#keyAllowed = false;
    this.#add(type);
    this.#cursor.skip();
  }

  #fetchEntry(type: "," | "-"): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#add(type);
    this.#cursor.skip();
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#cursor.fail("block sequence entries are not allowed in this context");
      this.#roll(this.#cursor.column, "block-sequence-start", this.#cursor.mark());
    }
    this.#fetchEntry("-");
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#cursor.fail("mapping keys are not allowed in this context");
      this.#roll(this.#cursor.column, "block-mapping-start", this.#cursor.mark());
    }
    this.#removeKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#add("key");
    this.#cursor.skip();
  }

  #fetchValue(): void {
    const key = this.#key();
    if (this.#isValid(key)) {
      this.#queue.splice(key.token - this.#taken, 0, { type: "key", start: key.mark });
      this.#roll(key.mark.column, "block-mapping-start", key.mark, key.token);
      key.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) this.#cursor.fail("mapping values are not allowed in this context");
        this.#roll(this.#cursor.column, "block-mapping-start", this.#cursor.mark());
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#add("value");
    this.#cursor.skip();
  }

  #fetchAnchor(char: "*" | "&"): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#cursor.mark();
    this.#add(char === "*" ? "alias" : "anchor", start, { name: passAnchor(this.#cursor) });
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#cursor.mark();
    this.#add("tag", start, { handle: passTag(this.#cursor) });
  }

  #fetchBlockScalar(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    const start = this.#cursor.mark();
    passBlockScalar(this.#cursor, this.#indent);
    this.#add("scalar", start);
  }

  #fetchQuoted(quote: '"' | "'"): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#cursor.mark();
    passQuotedScalar(this.#cursor, quote);
    this.#add("scalar", start);
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const start = this.#cursor.mark();
    if (passPlainScalar(this.#cursor, this.#indent, this.#flowLevel > 0)) this.#keyAllowed = true;
    this.#add("scalar", start);
  }
}

/** (go-yaml: the end of fetch_next_token) */
function mayStartPlain(char: string, next: string, inFlow: boolean): boolean {
  if (char === "-") return !isBlank(next);
  if (char === "?" || char === ":") return !inFlow && !isBlankOrEnd(next);
  return !isBlankOrEnd(char) && !/^[,[\]{}#&*!|>'"%@`]$/.test(char);
}

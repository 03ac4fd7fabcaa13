import {
  BACKSLASH,
  isDigit,
  isSpace,
  isTerminator,
  isWord,
  MINUS,
  NEWLINE,
  PERIOD,
  PLUS,
} from "./lexer-characters.ts";
import { isPrint } from "./printable.ts";
import { quote } from "./quote.ts";
import { KEYWORDS, type Token, type TokenType } from "./tokens.ts";

/** Which words are keywords depends on the functions: one called "break" takes the place of the keyword. */
export interface LexerOptions {
  readonly left: string;
  readonly right: string;
  readonly breakIsKeyword: boolean;
  readonly continueIsKeyword: boolean;
}

/*
 * Almost every token is ASCII, and simple. Patterns are for the others: making them ready took a fifth of the
 * time in which a starting process parses Istio's templates.
 */
const WORD = /[\p{L}\p{Nd}_]*/uy;
const ALPHANUMERIC = /^[\p{L}\p{Nd}_]$/u;
const NUMBER =
  /[+-]?(?:0[xX][\da-fA-F_]*\.?[\da-fA-F_]*(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*\.?[0-7_]*|0[bB][01_]*\.?[01_]*|[\d_]*\.?[\d_]*(?:[eE][+-]?[\d_]*)?)i?/y;
const QUOTED = /(?:[^"\\\n]|\\[^\n])*"/suy;
const CHARACTER = /(?:[^'\\\n]|\\[^\n])*'/suy;

/** Cuts a template's text into tokens, one at a time, as package text/template/parse does. */
export class Lexer {
  private readonly text: string;
  private readonly options: LexerOptions;
  private pos = 0;
  private line = 1;
  /** Of the next line break at or after the position; beyond every offset where there is none. */
  private lineEnd: number;
  private insideAction = false;
  private parens = 0;

  constructor(text: string, options: LexerOptions) {
    this.text = text;
    this.options = options;
    this.lineEnd = this.lineEndFrom(0);
  }

  next(): Token {
    return this.insideAction ? this.actionToken() : this.textToken();
  }

  /** Text up to the next left delimiter, without the spaces that a trim marker takes away. */
  private textToken(): Token {
    for (;;) {
      const start = this.pos;
      const delimiter = this.text.indexOf(this.options.left, start);
      const end = delimiter < 0 ? this.text.length : delimiter;
      if (end > start) {
        const text = this.text.slice(start, end);
        const trimmed = delimiter >= 0 && this.trimsLeft(end) ? withoutTrailingSpaces(text) : text;
        const token = this.token("text", start, start + trimmed.length);
        this.moveTo(end);
        if (trimmed !== "") return token;
      }
      if (delimiter < 0) return this.token("EOF", this.text.length, this.text.length, "EOF");
      const token = this.leftDelimiter();
      if (token !== undefined) return token;
    }
  }

  private trimsLeft(delimiter: number): boolean {
    const marker = delimiter + this.options.left.length;
    return this.text.charCodeAt(marker) === MINUS && isSpace(this.text.charCodeAt(marker + 1));
  }

  /** The delimiter's token; nothing after a comment, which ends where text goes on. */
  private leftDelimiter(): Token | undefined {
    const start = this.pos;
    const afterDelimiter = start + this.options.left.length;
    const body = this.trimsLeft(start) ? afterDelimiter + 2 : afterDelimiter;
    if (this.text.startsWith("/*", body)) return this.comment(body);
    const token = this.token("leftDelim", start, afterDelimiter);
    this.moveTo(body);
    this.insideAction = true;
    this.parens = 0;
    return token;
  }

  private comment(start: number): Token | undefined {
    this.moveTo(start);
    const end = this.text.indexOf("*/", start + 2);
    if (end < 0) return this.error("unclosed comment");
    const delimiter = this.rightDelimiterAt(end + 2);
    if (delimiter === undefined) return this.error("comment ends before closing delimiter");
    this.moveTo(delimiter.next);
    return undefined;
  }

  /** Where text goes on after the right delimiter at this offset, and where it starts without trim marker. */
  private rightDelimiterAt(offset: number): { start: number; end: number; next: number } | undefined {
    const { text } = this;
    const { right } = this.options;
    const trims = text.charCodeAt(offset + 1) === MINUS && isSpace(text.charCodeAt(offset));
    if (trims && text.startsWith(right, offset + 2)) {
      const end = offset + 2 + right.length;
      return { start: offset + 2, end, next: this.endOfSpaces(end) };
    }
    if (!text.startsWith(right, offset)) return undefined;
    const end = offset + right.length;
    return { start: offset, end, next: end };
  }

  private actionToken(): Token {
    const delimiter = this.rightDelimiterAt(this.pos);
    if (delimiter !== undefined) {
      return this.parens === 0 ? this.rightDelimiter(delimiter) : this.error("unclosed left paren");
    }
    const start = this.pos;
    const code = this.text.charCodeAt(start);
    if (Number.isNaN(code)) return this.error("unclosed action");
    if (isSpace(code)) return this.space();
    switch (this.text[start]) {
      case "=":
        return this.take("assign", start + 1);
      case ":":
        return this.text[start + 1] === "=" ? this.take("declare", start + 2) : this.error("expected :=");
      case "|":
        return this.take("pipe", start + 1);
      case '"':
        return this.quoted("string", QUOTED, "unterminated quoted string");
      case "'":
        return this.quoted("charConstant", CHARACTER, "unterminated character constant");
      case "`":
        return this.rawString();
      case "$":
        return this.fieldOrVariable("variable");
      case "(":
        this.parens++;
        return this.take("leftParen", start + 1);
      case ")":
        if (--this.parens < 0) return this.error("unexpected right paren");
        return this.take("rightParen", start + 1);
      default:
        return this.wordOrNumber(code);
    }
  }

  private wordOrNumber(code: number): Token {
    const next = this.text.charCodeAt(this.pos + 1);
    if (code === PERIOD && !Number.isNaN(next) && !isDigit(next)) return this.fieldOrVariable("field");
    if (isDigit(code) || code === PERIOD || code === PLUS || code === MINUS) return this.number();
    if (this.endOfWord(this.pos) > this.pos) return this.identifier();
    if (code < 0x80 && isPrint(code)) return this.take("char", this.pos + 1);
    return this.error(
      `unrecognized character in action: ${unicodeOf(this.text.codePointAt(this.pos) as number)}`,
    );
  }

  private rightDelimiter({ start, end, next }: { start: number; end: number; next: number }): Token {
    this.moveTo(start);
    const token = this.token("rightDelim", start, end);
    this.moveTo(next);
    this.insideAction = false;
    return token;
  }

  /** A run of spaces; the last one belongs to the right delimiter if a trim marker follows. */
  private space(): Token {
    const start = this.pos;
    let end = this.endOfSpaces(start);
    if (this.rightDelimiterAt(end - 1)?.start === end + 1) end--;
    return this.take("space", end);
  }

  private quoted(type: TokenType, rest: RegExp, problem: string): Token {
    const end = this.endOfPlainQuoted(this.pos) ?? this.endOf(rest, this.pos + 1);
    return end < 0 ? this.error(problem) : this.take(type, end);
  }

  /** Where a quoted text ends that has no escapes; undefined for any other. */
  private endOfPlainQuoted(start: number): number | undefined {
    const quoteCode = this.text.charCodeAt(start);
    for (let at = start + 1; ; at++) {
      const code = this.text.charCodeAt(at);
      if (code === quoteCode) return at + 1;
      if (code === BACKSLASH || code === NEWLINE || Number.isNaN(code)) return undefined;
    }
  }

  private rawString(): Token {
    const end = this.text.indexOf("`", this.pos + 1);
    return end < 0 ? this.error("unterminated raw quoted string") : this.take("rawString", end + 1);
  }

  private identifier(): Token {
    const end = this.endOfWord(this.pos);
    const word = this.text.slice(this.pos, end);
    if (!this.isTerminator(end)) return this.badCharacter(end);
    if (word === "true" || word === "false") return this.take("bool", end);
    if (word === "nil") return this.take("nil", end);
    return this.take(this.isKeyword(word) ? (word as TokenType) : "identifier", end);
  }

  private isKeyword(word: string): boolean {
    if (word === "break") return this.options.breakIsKeyword;
    if (word === "continue") return this.options.continueIsKeyword;
    return KEYWORDS.has(word);
  }

  private fieldOrVariable(type: "field" | "variable"): Token {
    const afterSign = this.pos + 1;
    if (this.isTerminator(afterSign)) return this.take(type === "variable" ? "variable" : "dot", afterSign);
    const end = this.endOfWord(afterSign);
    return this.isTerminator(end) ? this.take(type, end) : this.badCharacter(end);
  }

  private number(): Token {
    const plain = this.endOfDigits(this.pos);
    if (plain > this.pos && this.endsNumber(plain)) return this.take("number", plain);
    const end = this.scanNumber(this.pos);
    if (end.bad) return this.error(`bad number syntax: ${quote(this.text.slice(this.pos, end.at))}`);
    if (!/[+-]/.test(this.text[end.at] ?? "")) return this.take("number", end.at);
    const imaginary = this.scanNumber(end.at);
    if (imaginary.bad || this.text[imaginary.at - 1] !== "i") {
      return this.error(`bad number syntax: ${quote(this.text.slice(this.pos, imaginary.at))}`);
    }
    return this.take("number", imaginary.at);
  }

  private endOfDigits(start: number): number {
    let at = start;
    while (isDigit(this.text.charCodeAt(at))) at++;
    return at;
  }

  /** Whether what stands here can be no part of a number. */
  private endsNumber(offset: number): boolean {
    const code = this.text.charCodeAt(offset);
    return !(isWord(code) || code >= 0x80 || code === PERIOD || code === PLUS || code === MINUS);
  }

  /** Lets some through that are none, such as "089"; the parser looks closer. */
  private scanNumber(start: number): { at: number; bad: boolean } {
    const at = this.endOf(NUMBER, start);
    const next = this.text.codePointAt(at);
    const char = next === undefined ? "" : String.fromCodePoint(next);
    return ALPHANUMERIC.test(char) ? { at: at + char.length, bad: true } : { at, bad: false };
  }

  /** Whether an identifier may end here. */
  private isTerminator(offset: number): boolean {
    return isTerminator(this.text.charCodeAt(offset)) || this.text.startsWith(this.options.right, offset);
  }

  private badCharacter(offset: number): Token {
    return this.error(`bad character ${unicodeOf(this.text.codePointAt(offset) ?? 0)}`);
  }

  private endOfSpaces(start: number): number {
    let at = start;
    while (isSpace(this.text.charCodeAt(at))) at++;
    return at;
  }

  private endOfWord(start: number): number {
    let at = start;
    while (isWord(this.text.charCodeAt(at))) at++;
    return this.text.charCodeAt(at) >= 0x80 ? this.endOf(WORD, at) : at;
  }

  private endOf(pattern: RegExp, offset: number): number {
    pattern.lastIndex = offset;
    return pattern.test(this.text) ? pattern.lastIndex : -1;
  }

  private take(type: TokenType, end: number): Token {
    const token = this.token(type, this.pos, end);
    this.moveTo(end);
    return token;
  }

  private token(type: TokenType, start: number, end: number, value = this.text.slice(start, end)): Token {
    return { type, pos: start, value, line: this.line };
  }

  private error(problem: string): Token {
    return { type: "error", pos: this.pos, value: problem, line: this.line };
  }

  private moveTo(offset: number): void {
    for (; this.lineEnd < offset; this.lineEnd = this.lineEndFrom(this.lineEnd + 1)) this.line++;
    this.pos = offset;
  }

  private lineEndFrom(offset: number): number {
    const found = this.text.indexOf("\n", offset);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  }
}

/** A loop, since a regular expression would try every run of spaces to its end, and again from its middle. */
function withoutTrailingSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

/** `%#U` */
function unicodeOf(codePoint: number): string {
  const raw = codePoint >= 0xdc80 && codePoint <= 0xdcff ? 0xfffd : codePoint;
  const name = `U+${raw.toString(16).toUpperCase().padStart(4, "0")}`;
  return isPrint(raw) ? `${name} '${String.fromCodePoint(raw)}'` : name;
}

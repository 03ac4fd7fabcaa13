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

const SPACE = /[ \t\r\n]/;
const SPACES = /[ \t\r\n]*/y;
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
  private insideAction = false;
  private parens = 0;

  constructor(text: string, options: LexerOptions) {
    this.text = text;
    this.options = options;
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
    return this.text[marker] === "-" && SPACE.test(this.text[marker + 1] ?? "");
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
    const { right } = this.options;
    const trims = SPACE.test(this.text[offset] ?? "") && this.text[offset + 1] === "-";
    if (trims && this.text.startsWith(right, offset + 2)) {
      const end = offset + 2 + right.length;
      return { start: offset + 2, end, next: this.endOf(SPACES, end) };
    }
    if (!this.text.startsWith(right, offset)) return undefined;
    const end = offset + right.length;
    return { start: offset, end, next: end };
  }

  private actionToken(): Token {
    const delimiter = this.rightDelimiterAt(this.pos);
    if (delimiter !== undefined) {
      return this.parens === 0 ? this.rightDelimiter(delimiter) : this.error("unclosed left paren");
    }
    const start = this.pos;
    const codePoint = this.text.codePointAt(start);
    if (codePoint === undefined) return this.error("unclosed action");
    const char = String.fromCodePoint(codePoint);
    if (SPACE.test(char)) return this.space();
    switch (char) {
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
        return this.wordOrNumber(char, codePoint);
    }
  }

  private wordOrNumber(char: string, codePoint: number): Token {
    const next = this.text[this.pos + 1];
    if (char === "." && next !== undefined && !(next >= "0" && next <= "9"))
      return this.fieldOrVariable("field");
    if (/[.+\-0-9]/.test(char)) return this.number();
    if (ALPHANUMERIC.test(char)) return this.identifier();
    if (codePoint < 0x80 && isPrint(codePoint)) return this.take("char", this.pos + 1);
    return this.error(`unrecognized character in action: ${unicodeOf(codePoint)}`);
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
    let end = this.endOf(SPACES, start);
    if (this.rightDelimiterAt(end - 1)?.start === end + 1) end--;
    return this.take("space", end);
  }

  private quoted(type: TokenType, rest: RegExp, problem: string): Token {
    const end = this.endOf(rest, this.pos + 1);
    return end < 0 ? this.error(problem) : this.take(type, end);
  }

  private rawString(): Token {
    const end = this.text.indexOf("`", this.pos + 1);
    return end < 0 ? this.error("unterminated raw quoted string") : this.take("rawString", end + 1);
  }

  private identifier(): Token {
    const end = this.endOf(WORD, this.pos);
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
    const end = this.endOf(WORD, afterSign);
    return this.isTerminator(end) ? this.take(type, end) : this.badCharacter(end);
  }

  private number(): Token {
    const end = this.scanNumber(this.pos);
    if (end.bad) return this.error(`bad number syntax: ${quote(this.text.slice(this.pos, end.at))}`);
    if (!/[+-]/.test(this.text[end.at] ?? "")) return this.take("number", end.at);
    const imaginary = this.scanNumber(end.at);
    if (imaginary.bad || this.text[imaginary.at - 1] !== "i") {
      return this.error(`bad number syntax: ${quote(this.text.slice(this.pos, imaginary.at))}`);
    }
    return this.take("number", imaginary.at);
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
    const char = this.text[offset];
    return (
      char === undefined || /[ \t\r\n.,|:)(]/.test(char) || this.text.startsWith(this.options.right, offset)
    );
  }

  private badCharacter(offset: number): Token {
    return this.error(`bad character ${unicodeOf(this.text.codePointAt(offset) ?? 0)}`);
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
    for (let at = this.pos; at < offset; at++) if (this.text.charCodeAt(at) === 10) this.line++;
    this.pos = offset;
  }
}

/** A loop, since a regular expression would try every run of spaces to its end, and again from its middle. */
function withoutTrailingSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE.test(text[end - 1] as string)) end--;
  return text.slice(0, end);
}

/** `%#U` */
function unicodeOf(codePoint: number): string {
  const raw = codePoint >= 0xdc80 && codePoint <= 0xdcff ? 0xfffd : codePoint;
  const name = `U+${raw.toString(16).toUpperCase().padStart(4, "0")}`;
  return isPrint(raw) ? `${name} '${String.fromCodePoint(raw)}'` : name;
}

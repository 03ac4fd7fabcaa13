import type { Source, Tree } from "./ast.ts";
import { placeOfLine, TemplateError } from "./errors.ts";
import type { Lexer } from "./lexer.ts";
import { MAX_NESTING } from "./limits.ts";
import { unquote } from "./quote.ts";
import { describeToken, type Token, type TokenType } from "./tokens.ts";

export interface ParseOptions {
  readonly delims: readonly [left: string, right: string];
  /** Whether a function of that name can be called. */
  readonly hasFunction: (name: string) => boolean;
  /** Why the function of that name may not be called, if it may not. */
  readonly refusal?: (name: string) => string | undefined;
  /** Names that could have been meant where a function is unknown. */
  readonly functionNames?: () => Iterable<string>;
}

/** What the parsers of one text share. */
export interface Shared {
  readonly source: Source;
  readonly lexer: Lexer;
  readonly options: ParseOptions;
  readonly trees: Map<string, Tree>;
  /** Of blocks within blocks, and of parentheses within parentheses. */
  depth: number;
}

/** Reads tokens with as much looking ahead as the grammar needs, and says what is wrong with them. */
export class TokenReader {
  protected readonly shared: Shared;
  protected readonly source: Source;
  /** Where the action began that is being parsed; 0 outside of one. */
  protected actionLine = 0;
  /** Tokens given back, the next one last. */
  private readonly pending: Token[] = [];
  private lastLine = 0;

  constructor(shared: Shared) {
    this.shared = shared;
    this.source = shared.source;
  }

  protected next(): Token {
    const token = this.pending.pop();
    if (token !== undefined) return token;
    const fresh = this.shared.lexer.next();
    this.lastLine = fresh.line;
    return fresh;
  }

  protected backup(token: Token): void {
    this.pending.push(token);
  }

  protected peek(): Token {
    const token = this.next();
    this.backup(token);
    return token;
  }

  protected nextNonSpace(): Token {
    let token = this.next();
    while (token.type === "space") token = this.next();
    return token;
  }

  protected peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup(token);
    return token;
  }

  protected expect(type: TokenType, context: string): Token {
    const token = this.nextNonSpace();
    return token.type === type ? token : this.unexpected(token, context);
  }

  protected unexpected(token: Token, context: string): never {
    if (token.type !== "error") this.fail(`unexpected ${describeToken(token)} in ${context}`);
    const elsewhere = this.actionLine !== 0 && this.actionLine !== token.line;
    const word = token.value.endsWith(" action") ? "" : " in action";
    const origin = elsewhere ? `${word} started at ${this.source.parseName}:${this.actionLine}` : "";
    return this.fail(`${token.value}${origin}`);
  }

  protected unquoted(token: Token): string {
    return unquote(token.value) ?? this.fail("invalid syntax");
  }

  /** Parsing, and later execution, recurses; so what nests is limited. */
  protected nested<T>(problem: string, parseInner: () => T): T {
    if (this.shared.depth >= MAX_NESTING) this.fail(problem);
    this.shared.depth++;
    const result = parseInner();
    this.shared.depth--;
    return result;
  }

  /** Go names the line of the token read last. */
  protected fail(problem: string, scope: readonly string[] = []): never {
    const { parseName, text } = this.source;
    throw new TemplateError(`template: ${parseName}:${this.lastLine}: ${problem}`, {
      code: "parse",
      place: placeOfLine(parseName, text, this.lastLine),
      scope,
    });
  }
}

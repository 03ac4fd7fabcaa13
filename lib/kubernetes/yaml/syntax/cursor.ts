/** A place in a text: lines and columns from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/**
 * What go-yaml finds wrong with a text. `message` is its own, with the line that it names, which is not always
 * the line of `mark`.
 */
export class SyntaxProblem extends Error {
  readonly mark: Mark;

  private constructor(problem: string, line: number, mark: Mark) {
    super(line === 0 ? `yaml: ${problem}` : `yaml: line ${line}: ${problem}`);
    this.mark = mark;
  }

  /** Found in the characters (go-yaml: decode.go, fail: lines are counted from 1). */
  static inScanner(problem: string, mark: Mark, context: Mark): SyntaxProblem {
    return new SyntaxProblem(problem, mark.line !== 0 ? mark.line + 1 : context.line, mark);
  }

  /** Found where the nodes are put together: no line is named. */
  static inNodes(problem: string, mark: Mark): SyntaxProblem {
    return new SyntaxProblem(problem, 0, mark);
  }

  /** Found in the order of the tokens (the same place: lines are counted from 0, and so it says). */
  static inParser(problem: string, mark: Mark, context?: Mark): SyntaxProblem {
    return new SyntaxProblem(problem, mark.line || (context?.line ?? 0), mark);
  }
}

/** The end of the text, as a character. */
export const END = "\0";

/** Reads a text whose line breaks are LF, U+2028 and U+2029. */
export class Cursor {
  readonly #text: string;
  #index = 0;
  #line = 0;
  #column = 0;

  constructor(text: string) {
    this.#text = text;
  }

  mark(): Mark {
    return { index: this.#index, line: this.#line, column: this.#column };
  }

  get index(): number {
    return this.#index;
  }

  get line(): number {
    return this.#line;
  }

  get column(): number {
    return this.#column;
  }

  char(ahead = 0): string {
    return this.#text[this.#index + ahead] ?? END;
  }

  skip(count = 1): void {
    this.#index += count;
    this.#column += count;
  }

  skipWhile(is: (char: string) => boolean): void {
    while (is(this.char())) this.skip();
  }

  skipLine(): void {
    if (!isBreak(this.char())) return;
    this.#index++;
    this.forceLine();
  }

  /** Counts as being at the start of the next line. */
  forceLine(): void {
    this.#line++;
    this.#column = 0;
  }

  /** Do three such characters and then a blank stand at the start of a line? */
  isAtIndicator(char: "-" | "."): boolean {
    return (
      this.#column === 0 &&
      this.char() === char &&
      this.char(1) === char &&
      this.char(2) === char &&
      isBlankOrEnd(this.char(3))
    );
  }

  isAtDocumentIndicator(): boolean {
    return this.isAtIndicator("-") || this.isAtIndicator(".");
  }

  fail(problem: string, context: Mark = this.mark()): never {
    throw SyntaxProblem.inScanner(problem, this.mark(), context);
  }
}

export const isBlank = (char: string): boolean => char === " " || char === "\t";
export const isBreak = (char: string): boolean => char === "\n" || char === "\u2028" || char === "\u2029";
export const isBreakOrEnd = (char: string): boolean => isBreak(char) || char === END;
export const isBlankOrEnd = (char: string): boolean => isBlank(char) || isBreakOrEnd(char);
/** A character of a name: of an anchor, a tag's handle, a directive. */
export const isAlpha = (char: string): boolean => /^[\w-]$/.test(char);
export const isDigit = (char: string): boolean => char >= "0" && char <= "9";
export const isHex = (char: string): boolean => /^[\da-fA-F]$/.test(char);

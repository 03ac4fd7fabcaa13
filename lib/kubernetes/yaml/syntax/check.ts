import { type Mark, SyntaxProblem } from "./cursor.ts";
import { Scanner, type Token, type TokenType } from "./scanner.ts";

/**
 * What go-yaml finds wrong with the syntax of a text's first document, in its words; undefined where it reads
 * it. It is asked before the `yaml` package, which takes other texts for wrong, and says so in other words.
 *
 * The text's line breaks must be LF (or U+2028, U+2029).
 */
export function syntaxProblem(text: string): SyntaxProblem | undefined {
  try {
    new Checker(text).document();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error;
    if (error instanceof RangeError) return undefined; // too deep for us: whoever reads it will say so
    throw error;
  }
}

/** Follows go-yaml's grammar over the tokens (parserc.go), and makes nothing of it. */
class Checker {
  readonly #scanner: Scanner;
  readonly #handles = new Set(["!", "!!"]);
  readonly #anchors = new Set<string>();

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  /** One document, and the token after it. */
  document(): void {
    if (this.#is("directive", "document-start")) {
      this.#directives();
      if (!this.#is("document-start")) {
        this.#fail("did not find expected <document start>", this.#scanner.peek().start);
      }
      this.#scanner.take();
      if (!this.#is("directive", "document-start", "document-end", "stream-end")) this.#node(true, false);
    } else if (!this.#is("stream-end")) {
      this.#node(true, false);
    }
    this.#scanner.peek();
  }

  #directives(): void {
    let hasVersion = false;
    while (this.#is("directive")) {
      const { directive, start } = this.#scanner.take();
      if (directive?.name === "YAML") {
        if (hasVersion) this.#fail("found duplicate %YAML directive", start);
        if (directive.version !== "1.1") this.#fail("found incompatible YAML document", start);
        hasVersion = true;
      } else if (directive?.name === "TAG") {
        const isDefault = directive.handle === "!" || directive.handle === "!!";
        if (this.#handles.has(directive.handle) && !isDefault)
          this.#fail("found duplicate %TAG directive", start);
        this.#handles.add(directive.handle);
      }
    }
  }

  #node(isBlock: boolean, mayBeIndentless: boolean): void {
    const { start } = this.#scanner.peek();
    if (this.#is("alias")) {
      this.#alias();
      return;
    }
    const hasProperties = this.#properties(start);
    if (mayBeIndentless && this.#is("-")) this.#indentlessSequence();
    else if (this.#is("scalar")) this.#scanner.take();
    else if (this.#is("[")) this.#flow("]");
    else if (this.#is("{")) this.#flow("}");
    else if (isBlock && this.#is("block-sequence-start")) this.#blockSequence();
    else if (isBlock && this.#is("block-mapping-start")) this.#blockMapping();
    else if (!hasProperties)
      this.#fail("did not find expected node content", this.#scanner.peek().start, start);
  }

  #alias(): void {
    const { name = "", start } = this.#scanner.take();
    if (!this.#anchors.has(name)) {
      throw SyntaxProblem.inNodes(`unknown anchor '${name}' referenced`, start);
    }
  }

  /** An anchor and a tag, in either order. */
  #properties(start: Mark): boolean {
    const first = this.#property(undefined, start);
    if (first !== undefined) this.#property(first, start);
    return first !== undefined;
  }

  #property(other: TokenType | undefined, start: Mark): TokenType | undefined {
    const { type, handle = "", name = "", start: mark } = this.#scanner.peek();
    if ((type !== "anchor" && type !== "tag") || type === other) return undefined;
    this.#scanner.take();
    if (type === "anchor") this.#anchors.add(name);
    if (type === "tag" && handle !== "" && !this.#handles.has(handle)) {
      this.#scanner.peek();
      this.#fail("found undefined tag handle", mark, start);
    }
    return type;
  }

  #blockSequence(): void {
    const { start } = this.#scanner.take();
    for (;;) {
      if (this.#takes("block-end")) return;
      if (!this.#takes("-")) {
        this.#fail("did not find expected '-' indicator", this.#scanner.peek().start, start);
      }
      if (!this.#is("-", "block-end")) this.#node(true, false);
    }
  }

  #indentlessSequence(): void {
    while (this.#takes("-")) {
      if (!this.#is("-", "key", "value", "block-end")) this.#node(true, false);
    }
  }

  #blockMapping(): void {
    const { start } = this.#scanner.take();
    for (;;) {
      if (this.#takes("block-end")) return;
      if (!this.#takes("key")) this.#fail("did not find expected key", this.#scanner.peek().start, start);
      if (!this.#is("key", "value", "block-end")) this.#node(true, true);
      if (this.#takes("value") && !this.#is("key", "value", "block-end")) this.#node(true, true);
    }
  }

  #flowEntry(end: "]" | "}"): void {
    if (!this.#takes("key")) {
      this.#node(false, false);
      return;
    }
    if (!this.#is("value", ",", end)) this.#node(false, false);
    if (this.#takes("value") && !this.#is(",", end)) this.#node(false, false);
  }

  #flow(end: "]" | "}"): void {
    const { start } = this.#scanner.take();
    for (let first = true; ; first = false) {
      if (this.#takes(end)) return;
      if (!first && !this.#takes(",")) {
        this.#fail(`did not find expected ',' or '${end}'`, this.#scanner.peek().start, start);
      }
      if (this.#takes(end)) return;
      this.#flowEntry(end);
    }
  }

  #is(...types: readonly TokenType[]): boolean {
    return types.includes(this.#scanner.peek().type);
  }

  #takes(type: TokenType): Token | undefined {
    return this.#is(type) ? this.#scanner.take() : undefined;
  }

  #fail(problem: string, mark: Mark, context?: Mark): never {
    throw SyntaxProblem.inParser(problem, mark, context);
  }
}

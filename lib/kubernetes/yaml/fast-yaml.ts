import { type JsonObject, setOwn } from "../objects.ts";
import { type BlockMemo, LONGEST_BLOCK } from "./block-memo.ts";
import {
  COLON,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  FlowReader,
  giveUp,
  HASH,
  NEWLINE,
  notMine,
  OPEN_BRACE,
  OPEN_BRACKET,
  SINGLE_QUOTE,
  SPACE,
} from "./fast-yaml-flow.ts";

/**
 * Reads the YAML that templates and people mostly write: block mappings and lists, bare scalars on one line,
 * quoted ones, block scalars, flow collections, comments. Whatever is not plainly in that subset (anchors, tags, tabs, bare
 * scalars over several lines, keys that are no text, several documents, every error) is not for this reader: it never
 * guesses, and what it reads is what go-yaml reads. It exists because every injection reads some 6 KB, for
 * which the `yaml` package takes 9 ms.
 *
 * @param memo remembers blocks, which then are frozen
 * @returns undefined for a text that is not for this reader
 */
export function readFastYaml(text: string, memo?: BlockMemo): { readonly value: unknown } | undefined {
  if (!usual.test(text) && unusual.test(text)) return undefined;
  return readBlocks(text, memo);
}

function readBlocks(text: string, memo?: BlockMemo): { readonly value: unknown } | undefined {
  try {
    return { value: new BlockReader(text, memo).document() };
  } catch (error) {
    if (error === notMine) return undefined;
    throw error;
  }
}

/** Nearly every text; to look for this takes a third of the time. */
const usual = /^[\n\x20-\x7e]*$/;

/** Control characters, tabs, line breaks other than LF, byte order marks, half characters. */
const unusual =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const LITERAL = 124;
const FOLDED = 62;
const PLUS = 43;

/** Block structure: what the indentation of lines makes of them. */
class BlockReader extends FlowReader {
  readonly #memo: BlockMemo | undefined;
  /** The column of what is next to be read; -1 at the end of the text. */
  #indent = 0;

  constructor(text: string, memo?: BlockMemo) {
    super(text);
    this.#memo = memo;
  }

  document(): unknown {
    this.#toContent();
    const value = this.#indent === -1 ? null : this.#node(-1);
    return this.#indent === -1 ? value : giveUp();
  }

  /** Goes from the start of a line to the first character that is neither indentation nor comment. */
  #toContent(): void {
    for (;;) {
      const lineStart = this.at;
      this.skipSpaces();
      const code = this.code();
      if (Number.isNaN(code)) {
        this.#indent = -1;
        return;
      }
      if (code !== NEWLINE && code !== HASH) {
        this.#indent = this.at - lineStart;
        // It may be a mark between documents.
        if (this.#indent === 0 && (code === DASH || code === DOT) && this.code(1) === code) giveUp();
        return;
      }
      this.#toNextLine();
    }
  }

  #toNextLine(): void {
    const end = this.text.indexOf("\n", this.at);
    this.at = end === -1 ? this.text.length : end + 1;
  }

  /**
   * What begins here, the first thing on its line but for dashes.
   *
   * @param parent the indentation of the collection that it belongs to
   */
  #node(parent: number): unknown {
    if (this.#isItem()) return this.#list(this.#indent, false);
    const known = this.#memo && this.#recall(this.#memo);
    if (known) return known;
    const start = this.at;
    if (this.#findKey()) {
      this.at = start;
      return this.#mapping(this.#indent);
    }
    this.at = start;
    return this.#scalar(parent);
  }

  /**
   * The mapping that begins here, if the memo has it: all up to the next line that is indented less. A mapping
   * depends on nothing before it but its column. Nor does it on what follows, if it can be read with nothing
   * following: whatever is still open where it ends (a quote, a bracket, an empty block scalar) is given up then.
   */
  #recall(memo: BlockMemo): JsonObject | undefined {
    const end = this.#blockEnd();
    if (end === undefined) return undefined;
    const block = this.text.slice(this.at, end);
    const known = memo.recall(block, this.#indent, (document) => readBlocks(document)?.value);
    if (!known) return undefined;
    this.at = end;
    this.#toContent();
    return known;
  }

  /**
   * Where the first line starts that is indented less than what begins here; undefined if that is far away, or
   * the next line already, which is read as quickly as it is found.
   */
  #blockEnd(): number | undefined {
    const { text, at: start } = this;
    const firstLine = text.indexOf("\n", start);
    let end = firstLine;
    while (end !== -1 && end - start < LONGEST_BLOCK) {
      let place = end + 1;
      while (text.charCodeAt(place) === SPACE) place++;
      const code = text.charCodeAt(place);
      const isContent = code !== NEWLINE && code !== HASH && !Number.isNaN(code);
      if (isContent && place - end <= this.#indent) return end === firstLine ? undefined : end + 1;
      end = text.indexOf("\n", place);
    }
    return end === -1 && text.length - start < LONGEST_BLOCK ? text.length : undefined;
  }

  #isItem(): boolean {
    return this.code() === DASH && this.isBlankAt(this.at + 1);
  }

  /** @param indentless whether the list stands under a key without being indented */
  #list(indent: number, indentless: boolean): unknown[] {
    const list: unknown[] = [];
    while (this.#indent === indent && this.#isItem()) {
      this.at++;
      this.skipSpaces();
      list.push(this.#endsLine() ? this.#below(indent) : this.#item(indent));
    }
    if (this.#indent > indent || (this.#indent === indent && !indentless)) giveUp();
    return list;
  }

  /** What stands behind a dash is a block of its own, indented to where it begins. */
  #item(indent: number): unknown {
    const lineStart = this.text.lastIndexOf("\n", this.at - 1) + 1;
    this.#indent = this.at - lineStart;
    return this.#node(indent);
  }

  #mapping(indent: number): JsonObject {
    const mapping: JsonObject = {};
    while (this.#indent === indent) {
      const key = this.#findKey() ?? giveUp();
      this.skipSpaces();
      setOwn(mapping, key, this.#endsLine() ? this.#belowKey(indent) : this.#scalar(indent));
    }
    return this.#indent > indent ? giveUp() : mapping;
  }

  /** Goes past the key that begins here, and its colon; undefined if there is none. Keys that are no text are not for us. */
  #findKey(): string | undefined {
    const start = this.at;
    const code = this.code();
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const key = this.quoted();
      this.skipSpaces();
      if (this.code() !== COLON) return undefined;
      return this.#passColon(key, start);
    }
    if (code === OPEN_BRACKET || code === OPEN_BRACE || code === LITERAL || code === FOLDED) return undefined;
    this.requirePlainStart();
    if (!this.#toColon()) return undefined;
    const key = this.resolve(start, this.at);
    return typeof key === "string" && key !== "<<" ? this.#passColon(key, start) : giveUp();
  }

  #passColon(key: string, start: number): string {
    this.requireSimpleKey(start);
    if (!this.isBlankAt(this.at + 1)) giveUp();
    this.at++;
    return key;
  }

  /** Goes to the colon that ends a plain key, or to the end of the plain scalar. */
  #toColon(): boolean {
    for (; ; this.at++) {
      const code = this.code();
      if (code === COLON && this.isBlankAt(this.at + 1)) return true;
      if (code === NEWLINE || Number.isNaN(code) || (code === HASH && this.code(-1) === SPACE)) return false;
    }
  }

  /** Whether nothing but a comment is left of the line; if so, goes to what comes next. */
  #endsLine(): boolean {
    const code = this.code();
    if (code === HASH ? this.code(-1) !== SPACE : code !== NEWLINE && !Number.isNaN(code)) return false;
    this.#toNextLine();
    this.#toContent();
    return true;
  }

  /** What is indented deeper, if anything. */
  #below(indent: number): unknown {
    return this.#indent > indent ? this.#node(indent) : null;
  }

  #belowKey(indent: number): unknown {
    if (this.#indent === indent && this.#isItem()) return this.#list(indent, true);
    return this.#below(indent);
  }

  /** A value on one line, a block scalar or a flow collection, and nothing behind it. */
  #scalar(parent: number): unknown {
    const code = this.code();
    if (code === LITERAL || code === FOLDED) return this.#blockScalar(parent, code === FOLDED);
    const value = this.#inline(code);
    this.skipSpaces();
    // Deeper lines would continue the scalar.
    if (!this.#endsLine() || this.#indent > parent) giveUp();
    return value;
  }

  #inline(code: number): unknown {
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.quoted();
    if (code === OPEN_BRACKET || code === OPEN_BRACE) return this.collection();
    const start = this.at;
    this.requirePlainStart();
    if (this.#toColon()) giveUp();
    return this.resolve(start, this.at);
  }

  /** (go-yaml: scannerc.go, yaml_parser_scan_block_scalar) */
  #blockScalar(parent: number, folds: boolean): string {
    this.at++;
    const chomping = this.code();
    if (chomping === PLUS || chomping === DASH) this.at++;
    if (!this.isBlankAt(this.at)) giveUp();
    this.skipSpaces();
    if (this.code() !== NEWLINE && (this.code() !== HASH || this.code(-1) !== SPACE)) giveUp();
    this.#toNextLine();
    const indent = this.#blockIndent(parent);
    if (indent === 0 && chomping === PLUS) giveUp();
    const value = indent === 0 ? "" : this.#blockText(indent, folds, chomping);
    this.#toContent();
    return value;
  }

  /** The indentation of the text, which its first line that is not empty gives; 0 where there is no text. */
  #blockIndent(parent: number): number {
    const start = this.at;
    let deepestBlank = 0;
    for (;;) {
      const lineStart = this.at;
      this.skipSpaces();
      const indent = this.at - lineStart;
      const code = this.code();
      if (code === NEWLINE) {
        deepestBlank = Math.max(deepestBlank, indent);
        this.at++;
        continue;
      }
      if (Number.isNaN(code) || deepestBlank > indent) giveUp();
      this.at = start;
      return indent > Math.max(parent, 0) ? indent : 0;
    }
  }

  #blockText(indent: number, folds: boolean, chomping: number): string {
    const indentation = " ".repeat(indent);
    let value = "";
    /** The end of the last line, and of the empty ones since. */
    let lineEnd = "";
    let emptyLines = "";
    let wasDeeper = false;
    for (;;) {
      const lineStart = this.at;
      if (this.text.startsWith(indentation, lineStart)) this.at += indent;
      else this.skipSpaces();
      const code = this.code();
      if (code === NEWLINE) {
        emptyLines += "\n";
        this.at++;
        continue;
      }
      if (this.at - lineStart < indent || Number.isNaN(code)) {
        this.at = lineStart;
        break;
      }
      const isDeeper = code === SPACE;
      if (!folds || lineEnd === "" || wasDeeper || isDeeper) value += lineEnd;
      else if (emptyLines === "") value += " ";
      const end = this.text.indexOf("\n", this.at);
      value += emptyLines + this.text.slice(this.at, end === -1 ? undefined : end);
      lineEnd = end === -1 ? "" : "\n";
      emptyLines = "";
      wasDeeper = isDeeper;
      this.at = end === -1 ? this.text.length : end + 1;
    }
    if (chomping === DASH) return value;
    return value + lineEnd + (chomping === PLUS ? emptyLines : "");
  }
}

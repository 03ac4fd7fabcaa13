import { JsonNumber } from "../json.ts";
import { isObject, type JsonObject } from "../objects.ts";
import { compareYamlKeys } from "./key-order.ts";
import { type ScalarStyle, scalarLayout, yamlKey, yamlNumber, yamlString } from "./write-scalar.ts";

/** Columns after which go-yaml breaks lines at spaces. */
const bestWidth = 80;
const indentStep = 2;

/**
 * Prints a value of JSON as sigs.k8s.io/yaml's Marshal does, byte for byte: keys sorted in go-yaml's natural
 * order, lists not indented under their key, long text folded at eighty columns.
 *
 * @throws KubernetesError code YAML_SYNTAX for text that go-yaml cannot read back (control characters)
 */
export function stringifyYaml(value: unknown): string {
  const emitter = new Emitter();
  emitter.node(value, "root");
  emitter.writeIndent();
  return emitter.text;
}

type NodeContext = "root" | "sequence" | "mapping" | "key";

/** go-yaml's emitter (emitterc.go) for the events that JSON gives rise to. */
class Emitter {
  text = "";
  #indent = -1;
  #column = 0;
  /** Whether the last character was a space, or a line has just begun. */
  #whitespace = true;
  /** Whether the line so far is nothing but indentation and indicators. */
  #indention = true;

  node(value: unknown, context: NodeContext): void {
    if (Array.isArray(value)) this.#sequence(value, context);
    else if (isObject(value)) this.#mapping(value);
    else this.#scalar(value, context === "key");
  }

  #sequence(items: readonly unknown[], context: NodeContext): void {
    if (items.length === 0) {
      this.#indicator("[", true, true);
      this.#indicator("]", false, false);
      return;
    }
    const indentless = context === "mapping" && !this.#indention;
    this.#indented(indentless, () => {
      for (const item of items) {
        this.writeIndent();
        this.#indicator("-", true, false, true);
        this.node(item, "sequence");
      }
    });
  }

  #mapping(object: JsonObject): void {
    const keys = Object.keys(object).filter((key) => object[key] !== undefined);
    if (keys.length === 0) {
      this.#indicator("{", true, true);
      this.#indicator("}", false, false);
      return;
    }
    this.#indented(false, () => {
      for (const key of keys.sort(compareYamlKeys)) this.#member(key, object[key]);
    });
  }

  /** A key that is long or has several lines stands after a "?", and its value on a line of its own. */
  #member(key: string, value: unknown): void {
    this.writeIndent();
    const layout = scalarLayout(yamlKey(key));
    if (!layout.multiline && Buffer.byteLength(layout.value) <= 128) {
      this.node(key, "key");
      this.#indicator(":", false, false);
    } else {
      this.#indicator("?", true, false, true);
      this.node(key, "mapping");
      this.writeIndent();
      this.#indicator(":", true, false, true);
    }
    this.node(value, "mapping");
  }

  #indented(indentless: boolean, write: () => void, flow = false): void {
    const outer = this.#indent;
    if (outer < 0) this.#indent = flow ? indentStep : 0;
    else if (!indentless) this.#indent += indentStep;
    write();
    this.#indent = outer;
  }

  #scalar(value: unknown, asKey: boolean): void {
    if (typeof value !== "string") {
      this.#indented(false, () => this.#plain(nonString(value), false), true);
      return;
    }
    const layout = scalarLayout(yamlString(value));
    this.#indented(false, () => this.#styled(layout.styleFor(asKey), layout.value, !asKey), true);
  }

  #styled(style: ScalarStyle, value: string, allowBreaks: boolean): void {
    if (style === "plain") this.#plain(value, allowBreaks);
    else if (style === "single") this.#singleQuoted(value, allowBreaks);
    else if (style === "double") this.#doubleQuoted(value, allowBreaks);
    else this.#literal(value);
  }

  #plain(value: string, allowBreaks: boolean): void {
    if (!this.#whitespace) this.#put(" ");
    this.#foldable(value, allowBreaks, () => false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #singleQuoted(value: string, allowBreaks: boolean): void {
    this.#indicator("'", true, false);
    this.#foldable(
      value.replaceAll("'", "''"),
      allowBreaks,
      (index, length) => index === 0 || index === length - 1,
    );
    this.#indicator("'", false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  /** Text that breaks at single spaces beyond the best width. */
  #foldable(
    value: string,
    allowBreaks: boolean,
    keepsSpace: (index: number, length: number) => boolean,
  ): void {
    if (this.#column + value.length <= bestWidth && !isLineSeparator.test(value)) {
      this.#put(value);
      if (value !== "") this.#indention = false;
      return;
    }
    const characters = Array.from(value);
    let afterSpace = false;
    let afterBreak = false;
    for (const [index, character] of characters.entries()) {
      if (character === " ") {
        const folds = allowBreaks && !afterSpace && this.#column > bestWidth && characters[index + 1] !== " ";
        if (folds && !keepsSpace(index, characters.length)) this.writeIndent();
        else this.#put(character);
        afterSpace = true;
      } else if (isLineSeparator.test(character)) {
        this.text += character;
        this.#column = 0;
        this.#indention = true;
        afterBreak = true;
      } else {
        if (afterBreak) this.writeIndent();
        this.#put(character);
        this.#indention = false;
        afterSpace = false;
        afterBreak = false;
      }
    }
  }

  #doubleQuoted(value: string, allowBreaks: boolean): void {
    this.#indicator('"', true, false);
    const characters = Array.from(value);
    const escapesAll = characters[0] === "\ufeff";
    let afterSpace = false;
    for (const [index, character] of characters.entries()) {
      const escaped = escapesAll || mustEscape.test(character) ? escapeCharacter(character) : undefined;
      if (escaped !== undefined) {
        this.#put(escaped);
        afterSpace = false;
      } else if (character === " ") {
        const inside = index > 0 && index < characters.length - 1;
        if (allowBreaks && !afterSpace && this.#column > bestWidth && inside) {
          this.writeIndent();
          if (characters[index + 1] === " ") this.#put("\\");
        } else {
          this.#put(character);
        }
        afterSpace = true;
      } else {
        this.#put(character);
        afterSpace = false;
      }
    }
    this.#indicator('"', false, false);
    this.#whitespace = false;
    this.#indention = false;
  }

  #literal(value: string): void {
    const startsBlank = /^[ \n\r\u0085\u2028\u2029]/.test(value);
    this.#indicator(`|${startsBlank ? indentStep : ""}${chomping(value)}`, true, false);
    this.#break();
    this.#whitespace = true;
    let atLineStart = true;
    for (const character of value) {
      if (character === "\n" || isLineSeparator.test(character)) {
        if (character === "\n") this.#break();
        else this.text += character;
        this.#column = 0;
        this.#indention = true;
        atLineStart = true;
      } else {
        if (atLineStart) this.writeIndent();
        this.#put(character);
        this.#indention = false;
        atLineStart = false;
      }
    }
  }

  writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    const lineBegun = this.#column > indent || (this.#column === indent && !this.#whitespace);
    if (!this.#indention || lineBegun) this.#break();
    if (this.#column < indent) this.#put(" ".repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #indicator(indicator: string, needsSpace: boolean, isSpace: boolean, isIndention = false): void {
    if (needsSpace && !this.#whitespace) this.#put(" ");
    this.#put(indicator);
    this.#whitespace = isSpace;
    this.#indention = this.#indention && isIndention;
  }

  #break(): void {
    this.text += "\n";
    this.#column = 0;
    this.#indention = true;
  }

  #put(text: string): void {
    this.text += text;
    this.#column += isAscii.test(text) ? text.length : Array.from(text).length;
  }
}

const isAscii = /^[\x20-\x7e]*$/;
const isLineSeparator = /[\u2028\u2029]/;

function nonString(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" || typeof value === "bigint" || value instanceof JsonNumber)
    return yamlNumber(value);
  throw new TypeError(`no YAML for a ${typeof value}`);
}

/** Whether the line breaks at the end are to be dropped, or there are more than one to keep. */
function chomping(value: string): string {
  if (!/[\n\r\u0085\u2028\u2029]$/.test(value)) return "-";
  return /^[\n\r\u0085\u2028\u2029]$|[\n\r\u0085\u2028\u2029]{2}$/.test(value) ? "+" : "";
}

/** What go-yaml takes for unprintable, which includes everything beyond U+FFFF, and what quotes need. */
const mustEscape =
  /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|["\\\n\u2028\u2029]|[\u{10000}-\u{10ffff}]/u;

const namedEscapes: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\u0085": "N",
  "\u00a0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

function escapeCharacter(character: string): string {
  if (Object.hasOwn(namedEscapes, character)) return `\\${namedEscapes[character]}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

import { KubernetesError } from "./errors.ts";

/**
 * How deep a text may nest. Real objects stay below fifty levels; the readers of YAML call themselves for each
 * level, and a process that runs out of stack inside them cannot be relied on to recover from it.
 */
export const MAX_DEPTH = 500;

/**
 * Turns down a YAML text that nests too deeply, before it is read. It counts whatever could open a level,
 * brackets wherever they stand and the indentation of each line, and so never too little.
 *
 * @throws KubernetesError code YAML_SYNTAX, with go-yaml's message for its own limit
 */
export function checkYamlNesting(text: string): void {
  if (tooDeep(text) !== undefined || isOverIndented(text)) {
    throw new KubernetesError("YAML_SYNTAX", `yaml: exceeded max depth of ${MAX_DEPTH}`);
  }
}

/**
 * Turns down a JSON text that nests too deeply; brackets in its strings do not count.
 *
 * @throws KubernetesError code JSON_SYNTAX, with encoding/json's message for its own limit
 */
export function checkJsonNesting(text: string): void {
  if (tooDeep(text) === undefined) return;
  const bracket = tooDeep(text.replace(STRINGS, ""));
  if (bracket !== undefined) {
    throw new KubernetesError("JSON_SYNTAX", `invalid character '${bracket}' exceeded max depth`);
  }
}

const STRINGS = /"(?:[^"\\]|\\.)*"/gs;

const MAX_INDENT = 2 * MAX_DEPTH;
const OVER_INDENTED = new RegExp(`^[ ?-]{${MAX_INDENT}}`, "m");

/** Each level of block YAML takes a column at least: of space, of a dash, or of a question mark. */
function isOverIndented(text: string): boolean {
  return hasLineOf(MAX_INDENT, text) && OVER_INDENTED.test(text);
}

function hasLineOf(length: number, text: string): boolean {
  for (let start = 0; start + length <= text.length; ) {
    const end = text.indexOf("\n", start);
    if (end === -1 || end - start >= length) return true;
    start = end + 1;
  }
  return false;
}

/**
 * The bracket that opens one level too many. Closing ones count for nothing below zero, so that those in one
 * scalar do not make room for others.
 */
function tooDeep(text: string): string | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return text[at];
    } else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && depth > 0) depth--;
  }
  return undefined;
}

const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];

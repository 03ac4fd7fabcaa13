import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
  Scalar,
} from "yaml";
import type { RuleOrigin } from "./provenance.ts";

/** A line of a file, from 1. */
export interface FileLine {
  readonly file: string;
  readonly line: number;
}

/**
 * Where a field's rule stands in the files that the configuration was read from, to the line that gave the value;
 * to the rule's own line where the file does not tell more. Undefined for rules that none of the files holds.
 */
export function ruleLine(
  files: readonly { readonly file: string; readonly text: string }[],
  { rule, form, path, template }: RuleOrigin,
): FileLine | undefined {
  for (const { file, text } of files) {
    const lines = new LineCounter();
    for (const document of parseAllDocuments(text, { lineCounter: lines, logLevel: "silent" })) {
      const node = "contents" in document ? findRule(document.contents, rule) : undefined;
      if (node === undefined) continue;
      const written = isMap(node) ? node.get(form, true) : undefined;
      const line =
        (template?.line === undefined ? undefined : lineInText(written, template.line, lines)) ??
        (path === undefined ? undefined : lineOf(nodeAt(written, path), lines)) ??
        lineOf(node, lines);
      if (line !== undefined) return { file, line };
    }
  }
  return undefined;
}

/** The names of the rules in a text, in written order; "" for one without a name, "istio" for Istio's place. */
export function ruleNames(text: string): string[] {
  return rulesIn(parseDocument(text, { logLevel: "silent" }).contents).map((item) => {
    if (isScalar(item)) return String(item.value);
    const name = isMap(item) ? item.get("name") : undefined;
    return typeof name === "string" ? name : "";
  });
}

/** `rules` of the document itself, or the list that is the document. */
function findRule(contents: unknown, name: string): Node | undefined {
  return rulesIn(contents).find((item): item is Node => isMap(item) && item.get("name") === name);
}

function rulesIn(contents: unknown): readonly unknown[] {
  const rules = isMap(contents) ? contents.get("rules", true) : contents;
  return isSeq(rules) ? rules.items : [];
}

/** Only a literal block (`|`) keeps the lines of its text. */
function lineInText(node: unknown, line: number, lines: LineCounter): number | undefined {
  if (!isScalar(node) || !node.range) return undefined;
  const first = lines.linePos(node.range[0]).line;
  return node.type === Scalar.BLOCK_LITERAL ? first + line : first;
}

/** The deepest node on the way. */
function nodeAt(node: unknown, path: readonly (string | number)[]): unknown {
  let current = node;
  for (const key of path) {
    const next = isMap(current) || isSeq(current) ? current.get(key, true) : undefined;
    if (next === undefined || next === null) break;
    current = next;
  }
  return current;
}

function lineOf(node: unknown, lines: LineCounter): number | undefined {
  const range = (node as { range?: readonly number[] | null } | undefined)?.range;
  return range ? lines.linePos(range[0] as number).line : undefined;
}

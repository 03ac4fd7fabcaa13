import { isScalar, LineCounter, parseDocument, Scalar } from "yaml";

/** Where a template begins in the text of the injector's configuration. */
export interface TemplatePlace {
  /** The line of the configuration's text, from 1, on which the template's first line stands. */
  readonly line: number;
  /** By how much its lines are indented. */
  readonly indent: number;
}

/** Only a template written as a literal block (`|`) keeps its lines. */
export function templatePlace(config: string, template: string): TemplatePlace | undefined {
  const lines = new LineCounter();
  const document = parseDocument(config, { lineCounter: lines, logLevel: "silent" });
  const node = document.getIn(["templates", template], true);
  if (!isScalar(node) || node.type !== Scalar.BLOCK_LITERAL || !node.range) return undefined;
  const line = lines.linePos(node.range[0]).line + 1;
  const text = config.split("\n").slice(line - 1);
  const first = text.find((candidate) => candidate.trim() !== "") ?? "";
  return { line, indent: first.length - first.trimStart().length };
}

/** Which template has this line at this place: Istio's errors do not say. */
export function templateWithLine(
  templates: ReadonlyMap<string, string>,
  { line, source }: { readonly line: number; readonly source: string },
): string | undefined {
  for (const [name, text] of templates) if (text.split("\n")[line - 1] === source) return name;
  return undefined;
}

/** The templates' texts, as far as the configuration can be read. */
export function templateTexts(config: string): Map<string, string> {
  const templates = parseDocument(config, { logLevel: "silent" }).get("templates");
  const texts = new Map<string, string>();
  if (typeof templates !== "object" || templates === null || !("items" in templates)) return texts;
  for (const { key, value } of templates.items as { key: unknown; value: unknown }[]) {
    if (isScalar(key) && isScalar(value) && typeof value.value === "string")
      texts.set(String(key.value), value.value);
  }
  return texts;
}

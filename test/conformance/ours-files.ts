import type { Injector } from "../../lib/injection/injector.ts";
import { injectWorkload, readDocument } from "../../lib/injection/workload.ts";
import { isList, workloadKindOf } from "../../lib/injection/workload-kinds.ts";
import { stringifyYaml } from "../../lib/kubernetes/yaml/yaml.ts";

/**
 * A file of YAML documents, injected and printed as `istioctl kube-inject` prints them, so that both can be
 * compared: each document marshalled anew with "---" after it, and what is no workload as it was. (The command
 * line's own printing keeps comments and order, and is tested where it stands.)
 */
export function kubeInjectFile(injector: Injector, input: string): Record<string, string> {
  const output: string[] = [];
  const warnings: string[] = [];
  const members = () => ({
    output: JSON.stringify(output.join("")),
    ...(warnings.length > 0 && { warnings: JSON.stringify(warnings) }),
  });
  for (const text of documents(input)) {
    try {
      const document = readDocument(text);
      const { document: injected, decisions } = injectWorkload(injector, document);
      for (const { warnings: ours } of decisions) warnings.push(...ours.map((warning) => `${warning}\n`));
      const refused = decisions.find(({ outcome }) => outcome === "refuse");
      if (refused) return { ...members(), error: JSON.stringify(refused.message) };
      output.push(isKnown(document) ? stringifyYaml(injected) : text, "---\n");
    } catch (error) {
      return { ...members(), error: JSON.stringify((error as Error).message) };
    }
  }
  return members();
}

function isKnown(document: unknown): boolean {
  return workloadKindOf(document) !== undefined || isList(document);
}

/**
 * Splits as apimachinery's YAMLReader does: at lines that begin with "---", which belong to no document, but for
 * one that comes before any other line.
 */
function documents(input: string): string[] {
  const documents: string[] = [];
  let current = "";
  for (const line of input.replace(/\n$/, "").split("\n")) {
    const after = line.startsWith("---") ? line.slice(3).trim() : undefined;
    if (after && !after.startsWith("#")) throw new Error(`invalid Yaml document separator: ${after}`);
    if (after === undefined || current === "") {
      current += `${line}\n`;
    } else {
      documents.push(current);
      current = "";
    }
  }
  return current === "" ? documents : [...documents, current];
}

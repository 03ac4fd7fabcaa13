import type { Decision } from "../../lib/injection/decision.ts";
import { readDocument, type WorkloadOptions } from "../../lib/injection/workload.ts";
import { isList, readWorkload, workloadKindOf } from "../../lib/injection/workload-kinds.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import type { Mutator } from "../../lib/rules/mutator.ts";
import { mutateWorkload } from "../../lib/rules/workload.ts";
import { editYaml } from "./edit-yaml.ts";

/** A YAML document, and what it comes to. */
export interface InjectedText {
  readonly text: string;
  readonly injected: string;
  /** "Deployment/foo". */
  readonly name: string;
  readonly decisions: readonly Decision[];
}

/** @throws KubernetesError where the text is no YAML */
export function injectText(mutator: Mutator, text: string, options: WorkloadOptions): InjectedText {
  const document = readDocument(text);
  const { document: after, decisions } = mutateWorkload(mutator, document, options);
  const isChanged = decisions.some(({ outcome }) => outcome === "inject");
  const injected = isChanged ? editYaml(text, asGoReads(document), after) : text;
  return { text, injected, name: nameOf(document), decisions };
}

/** What the injection started from: the document with what Go fills in when it reads and writes it. */
function asGoReads(document: unknown): unknown {
  if (isList(document)) return { ...document, items: document.items.map(asGoReads) };
  const kind = workloadKindOf(document);
  return kind && isObject(document) ? readWorkload(document, kind) : document;
}

function nameOf(document: unknown): string {
  if (!isObject(document)) return "document";
  const { metadata } = document;
  const name = isObject(metadata) ? (metadata.name ?? metadata.generateName) : undefined;
  return [document.kind, name].filter((part) => typeof part === "string").join("/") || "document";
}

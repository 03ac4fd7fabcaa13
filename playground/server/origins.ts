import { explainFields, type FieldOrigin, type FieldSource } from "../../lib/injection/provenance.ts";
import type { WorkloadOptions } from "../../lib/injection/workload.ts";
import {
  podOf,
  readWorkload,
  type WorkloadKind,
  workloadKindOf,
  workloadMeta,
} from "../../lib/injection/workload-kinds.ts";
import { isObject, type JsonObject } from "../../lib/kubernetes/objects.ts";
import { yamlPlaces } from "../../lib/kubernetes/yaml/places.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import type { Mutator, MutatorSource } from "../../lib/rules/mutator.ts";
import type { LineOrigin } from "../api.ts";
import type { InjectedDocument } from "./render.ts";
import { type TemplatePlace, templatePlace } from "./template-lines.ts";

interface Subject {
  readonly mutator: Mutator;
  readonly source: MutatorSource;
  readonly document: InjectedDocument;
  readonly webhook: WorkloadOptions;
}

/**
 * Where the lines of an injected document came from, as far as Istio's part goes; a line of several fields has the
 * first one's origin. Lists of documents, and what rules of the short format change, have none.
 */
export function originsOf({ mutator, source, document, webhook }: Subject): LineOrigin[] {
  const original = document.text === document.injected ? undefined : parseYaml(document.text);
  const kind = workloadKindOf(original);
  if (mutator.istio === undefined || kind === undefined || !isObject(original)) return [];
  const byPath = new Map(
    fieldsOf(mutator.istio, original, kind, webhook).map(({ path, source }) => [path, source]),
  );
  const places = new Map<string, TemplatePlace | undefined>();
  const placeOf = (template: string) => {
    if (!places.has(template)) places.set(template, templatePlace(source.config ?? "", template));
    return places.get(template);
  };
  const lineStarts = startsOfLines(document.injected);
  const lines = new Map<number, LineOrigin>();
  for (const { path, start } of yamlPlaces(document.injected)) {
    const field = byPath.get(path.map((token) => `/${escapeToken(String(token))}`).join(""));
    const line = lineAt(lineStarts, start);
    if (field && !lines.has(line)) lines.set(line, { line, ...describe(field, placeOf) });
  }
  return [...lines.values()].sort((a, b) => a.line - b.line);
}

/** With the paths of the workload in place of the pod's. */
function fieldsOf(
  injector: NonNullable<Mutator["istio"]>,
  document: JsonObject,
  kind: WorkloadKind,
  { namespace: fallback = "default", path = "/inject" }: WorkloadOptions,
): FieldOrigin[] {
  const workload = readWorkload(document, kind);
  const pod = podOf(workload, kind);
  const meta = workloadMeta(workload, kind);
  const namespace = pod.metadata.namespace || meta.name.namespace || fallback;
  const named = { ...meta, name: { ...meta.name, namespace } };
  const prefixes = { metadata: `/${kind.metadata.join("/")}`, spec: `/${kind.spec.join("/")}` };
  return explainFields(injector, { pod, namespace, path, workload: named }).map(({ path, source }) => ({
    path: path.replace(/^\/(metadata|spec)/, (_, part: "metadata" | "spec") => prefixes[part]),
    source,
  }));
}

function describe(
  source: FieldSource,
  placeOf: (template: string) => TemplatePlace | undefined,
): Omit<LineOrigin, "line"> {
  if (source.kind === "step") return { text: `added after the templates: ${source.text}`, expressions: [] };
  if (source.kind === "overrides") {
    return { text: "the pod's own container, which overrules the template's", expressions: [] };
  }
  const { template, line, expressions } = source;
  if (line === undefined) return { text: `template ${template}, by the merge with the pod`, expressions };
  const place = placeOf(template);
  return {
    text: `template ${template}, line ${line}`,
    expressions,
    ...(place && { configLine: place.line + line - 1 }),
  };
}

function startsOfLines(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function lineAt(starts: readonly number[], offset: number): number {
  let line = starts.length;
  while (line > 1 && (starts[line - 1] as number) > offset) line--;
  return line;
}

function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}

import type { Decision } from "../injection/decision.ts";
import type { InputSources } from "../injection/provenance/inputs.ts";
import { pointer } from "../injection/provenance/paths.ts";
import type { WorkloadOptions } from "../injection/workload.ts";
import { isList, readWorkload, type WorkloadKind } from "../injection/workload-kinds.ts";
import { applyJsonPatch } from "../kubernetes/json-patch.ts";
import { isObject, type JsonObject } from "../kubernetes/objects.ts";
import type { Mutator } from "./mutator.ts";
import { explainMutation, type MutationOrigin } from "./provenance.ts";
import { changesPods, changesWhole, podKindOf, podRequest, wholeRequest } from "./workload.ts";

/** An object of a document that was decided on: itself, or the pod in it. */
export interface ExplainedObject {
  /** As it was given. */
  readonly object: JsonObject;
  /** JSON Pointer to it: "" or, in a List, "/items/3". */
  readonly at: string;
  readonly of: "object" | "pod";
  readonly decision: Decision;
  /** By their JSON Pointers in the document. */
  readonly fields: readonly MutationOrigin[];
}

/**
 * What {@link mutateWorkload} makes of a document, with the origin of each field: of an object that rules for its
 * own resource change, then of its pod; of a List's items one after another.
 *
 * @throws InjectionError for a workload that cannot be read
 */
export function explainWorkload(
  mutator: Mutator,
  document: unknown,
  options: WorkloadOptions,
  sources: InputSources,
  at = "",
): ExplainedObject[] {
  if (isList(document)) {
    return document.items.flatMap((item, i) =>
      explainWorkload(mutator, item, options, sources, `${at}/items/${i}`),
    );
  }
  if (!isObject(document)) return [];
  const kind = podKindOf(document, mutator, options);
  const explained = (
    of: ExplainedObject["of"],
    { decision, fields }: ReturnType<typeof explainMutation>,
    prefix: Prefix,
  ) => ({
    object: document,
    at,
    of,
    decision,
    fields: fields.map((field) => ({ ...field, path: at + prefix(field.path) })),
  });
  const whole: ExplainedObject[] = [];
  let changed = document;
  if (changesWhole(mutator, document, kind)) {
    const request = wholeRequest(document, kind, options);
    const result = explainMutation(mutator, request, sources);
    whole.push(explained("object", result, (path) => path));
    if (result.decision.patch) changed = applyJsonPatch(request.pod, result.decision.patch) as JsonObject;
  }
  if (kind === undefined || !changesPods(mutator)) return whole;
  const request = podRequest(readWorkload(changed, kind), kind, options);
  return [...whole, explained("pod", explainMutation(mutator, request, sources), prefixOf(kind))];
}

type Prefix = (path: string) => string;

/** From the pod's fields to those of what makes it. */
function prefixOf(kind: WorkloadKind): Prefix {
  const prefixes = { metadata: pointer(kind.metadata), spec: pointer(kind.spec) };
  return (path) => path.replace(/^\/(metadata|spec)/, (_, part: "metadata" | "spec") => prefixes[part]);
}

import type { Decision } from "../injection/decision.ts";
import { inject } from "../injection/inject.ts";
import type { InputSources } from "../injection/provenance/inputs.ts";
import { leavesOf } from "../injection/provenance/paths.ts";
import {
  type FieldOrigin,
  type FieldSource,
  isSame,
  observeInjection,
  type TemplateOrigin,
} from "../injection/provenance/provenance.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../kubernetes/json-patch.ts";
import { fillIn } from "./fill-in.ts";
import { type MutationRequest, type Mutator, mutate } from "./mutator.ts";
import { ISTIO } from "./rule.ts";
import { RuleWatch } from "./rule-watch.ts";

/** A rule gave a field its value. */
export interface RuleOrigin {
  readonly kind: "rule";
  readonly rule: string;
  /** Which of its two forms. */
  readonly form: "overlay" | "patch";
  /** Where in the form, if it is written as YAML: keys and places of lists. */
  readonly path?: readonly (string | number)[];
  /** Where in its text, and what was read there, if it is a template. */
  readonly template?: TemplateOrigin;
}

/** Where a field came from: a stage of Istio's injection, or a rule. */
export interface MutationOrigin {
  /** JSON Pointer in the changed pod, to a value that holds no others. */
  readonly path: string;
  readonly value: unknown;
  readonly source: FieldSource | RuleOrigin;
}

export interface ExplainedMutation {
  readonly decision: Decision;
  readonly fields: readonly MutationOrigin[];
}

/**
 * Decides on a pod, and tells where every field came from that it gets: the last step to change it counts. Found
 * by running the steps one more at a time, so it is for people who wait, and not for a server.
 *
 * @param sources what the mutator was compiled from: values, mesh configuration and overlay tell the layers apart
 */
export function explainMutation(
  mutator: Mutator,
  given: MutationRequest,
  sources: InputSources = { source: {} },
): ExplainedMutation {
  const decision = mutate(mutator, given);
  if (decision.outcome !== "inject") return { decision, fields: [] };
  // What Go fills in when it reads a pod is nobody's doing.
  const isPod = given.resource === undefined || given.resource === "pods";
  const request = isPod ? { ...given, pod: fillIn(given.pod, decode("v1.Pod", given.pod)) } : given;
  const found = new Map<string, MutationOrigin["source"]>();
  let before = leavesOf(request.pod);
  for (const index of mutator.steps.keys()) {
    const { after, sourceOf } = stepAt(mutator, request, index, sources);
    for (const [address, { path, value }] of after) {
      if (before.has(address) && isSame(before.get(address)?.value, value)) continue;
      found.set(address, sourceOf(address, path));
    }
    before = after;
  }
  const fields = [...before].flatMap(([address, { path, value }]) => {
    const source = found.get(address);
    return source === undefined ? [] : [{ path, value, source }];
  });
  return { decision, fields };
}

interface ObservedStep {
  /** The leaves of what it left. */
  readonly after: ReturnType<typeof leavesOf>;
  readonly sourceOf: (address: string, path: string) => MutationOrigin["source"];
}

/** The steps up to one, which is looked on. */
function stepAt(
  mutator: Mutator,
  request: MutationRequest,
  index: number,
  sources: InputSources,
): ObservedStep {
  const first = { ...mutator, steps: mutator.steps.slice(0, index + 1) };
  const run = (changes: Partial<MutationRequest>) => {
    const { patch = [] } = mutate(first, { ...request, ...changes });
    return leavesOf(applyJsonPatch(request.pod, patch));
  };
  const name = mutator.order[index] as string;
  const rule = mutator.rules.find((candidate) => candidate.name === name);
  if (name === ISTIO || rule === undefined) return istioStep(run, request, sources);
  const watch = new RuleWatch(rule);
  const after = run({ observer: watch });
  const places = watch.places(after, sources);
  const form = rule.overlay === undefined ? "patch" : "overlay";
  return {
    after,
    sourceOf: (address, path) => ({
      kind: "rule",
      rule: name,
      form,
      ...(places.get(address) ?? places.get(path)),
    }),
  };
}

function istioStep(
  run: (changes: Partial<MutationRequest>) => ReturnType<typeof leavesOf>,
  { istio = inject }: MutationRequest,
  sources: InputSources,
): ObservedStep {
  let origins: readonly FieldOrigin[] = [];
  const watched: typeof inject = (injector, inner) => {
    let decision: Decision | undefined;
    origins = observeInjection(sources, inner.path, (observer) => {
      decision = istio(injector, { ...inner, observer });
      return decision;
    });
    return decision as Decision;
  };
  const after = run({ istio: watched });
  const byPath = new Map(origins.map(({ path, source }) => [path, source]));
  return { after, sourceOf: (_, path) => byPath.get(path) ?? { kind: "rule", rule: ISTIO, form: "overlay" } };
}

import type { Decision } from "../injection/decision.ts";
import { inject } from "../injection/inject.ts";
import { type FieldOrigin, type FieldSource, observeInjection } from "../injection/provenance.ts";
import { leavesOf } from "../injection/provenance-paths.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../kubernetes/json-patch.ts";
import { fillIn } from "./fill-in.ts";
import { type MutationRequest, type Mutator, mutate } from "./mutator.ts";
import { ISTIO } from "./rule.ts";

/** Where a field came from: a stage of Istio's injection, or a rule. */
export interface MutationOrigin {
  /** JSON Pointer in the changed pod, to a value that holds no others. */
  readonly path: string;
  readonly value: unknown;
  readonly source: FieldSource | { readonly kind: "rule"; readonly rule: string };
}

export interface ExplainedMutation {
  readonly decision: Decision;
  readonly fields: readonly MutationOrigin[];
}

/**
 * Decides on a pod, and tells where every field came from that it gets: the last step to change it counts. Found
 * by running the steps one more at a time, so it is for people who wait, and not for a server.
 */
export function explainMutation(mutator: Mutator, given: MutationRequest): ExplainedMutation {
  const decision = mutate(mutator, given);
  if (decision.outcome !== "inject") return { decision, fields: [] };
  // What Go fills in when it reads a pod is nobody's doing.
  const request = { ...given, pod: fillIn(given.pod, decode("v1.Pod", given.pod)) };
  const sources = new Map<string, MutationOrigin["source"]>();
  let before = leavesOf(request.pod);
  for (const index of mutator.steps.keys()) {
    const { patch, istio } = observed(mutator, request, index + 1);
    const after = leavesOf(applyJsonPatch(request.pod, patch));
    const rule = mutator.order[index] as string;
    for (const [address, { path, value }] of after) {
      if (before.has(address) && isSame(before.get(address)?.value, value)) continue;
      sources.set(address, istio.get(path) ?? { kind: "rule", rule });
    }
    before = after;
  }
  const fields = [...before].flatMap(([address, { path, value }]) => {
    const source = sources.get(address);
    return source === undefined ? [] : [{ path, value, source }];
  });
  return { decision, fields };
}

/** The first steps alone; and, where the last of them is Istio's, where the fields of its pod came from. */
function observed(mutator: Mutator, request: MutationRequest, count: number) {
  let origins: readonly FieldOrigin[] = [];
  const watched: NonNullable<MutationRequest["istio"]> = (injector, inner) => {
    let decision: Decision | undefined;
    origins = observeInjection((observer) => {
      decision = (request.istio ?? inject)(injector, { ...inner, observer });
      return decision;
    });
    return decision as Decision;
  };
  const first = { ...mutator, steps: mutator.steps.slice(0, count) };
  const { patch = [] } = mutate(first, { ...request, istio: watched });
  const isIstio = mutator.order[count - 1] === ISTIO;
  return {
    patch,
    istio: new Map(isIstio ? origins.map(({ path, source }) => [path, source]) : []),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

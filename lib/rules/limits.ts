import type { Decision } from "../injection/decision.ts";
import { LimitError } from "../injection/errors.ts";
import { refusal } from "../injection/refusal.ts";
import { occurrences } from "../kubernetes/json.ts";
import { isObject } from "../kubernetes/objects.ts";

/** How large an object may be that is worked on, and how large what comes of it. */
export interface MutationLimits {
  /** Of a pod or a pod template: containers of every kind together. */
  readonly containers: number;
  /** Of the patch. */
  readonly operations: number;
}

/**
 * Beyond what can be used, so that nobody meets them who does not try to.
 *
 * - containers: etcd takes objects of 1.5 MB, in which Kubernetes 1.37 stored a pod of 11,206 containers that
 *   had nothing but a name and an image, and not one of 11,359
 * - operations: Lambda answers with 6 MB at most, of which 50,000 operations on containers' fields are 4.8. A pod
 *   of 1,000 containers with 20 variables each, all of which the proxy's place in front of them moves, comes to
 *   47,034; an API server applied 50,000 in a third of a second
 */
export const DEFAULT_LIMITS: MutationLimits = { containers: 12_000, operations: 50_000 };

/** @throws LimitError `too-many-containers` */
export function checkContainers(object: unknown, limit: number): void {
  const count = countContainers(object);
  if (count <= limit) return;
  throw new LimitError(
    "too-many-containers",
    `the pod has ${count} containers; at most ${limit} are allowed`,
  );
}

/** The decision, or a refusal in its place. */
export function withinOperations(decision: Decision, limit: number): Decision {
  const count = decision.patch?.length ?? 0;
  if (count <= limit) return decision;
  const message = `the patch has ${count} operations; at most ${limit} are allowed`;
  return refusal(new LimitError("too-many-operations", message), decision.reasons);
}

const LISTS = ["containers", "initContainers", "ephemeralContainers"];
/** Where a pod's spec stands, and those of the kinds that make pods: `spec`, `spec.template.spec`, … */
const WAYS_TO_SPECS = ["spec", "template", "jobTemplate"];

/** Counted before anything is decoded, since that takes longest of all. */
function countContainers(object: unknown): number {
  if (!isObject(object)) return 0;
  const lists = fieldsOf(object, LISTS).map((list) => (Array.isArray(list) ? list.length : 0));
  const below = fieldsOf(object, WAYS_TO_SPECS).map(countContainers);
  return [...lists, ...below].reduce((sum, count) => sum + count, 0);
}

/** As Go finds fields: in any case of their letters, and each time that one is repeated. */
function fieldsOf(object: object, names: readonly string[]): unknown[] {
  const wanted = names.map((name) => name.toUpperCase());
  return Object.entries(object)
    .filter(([key]) => wanted.includes(key.toUpperCase()))
    .flatMap(([, value]) => occurrences(value));
}

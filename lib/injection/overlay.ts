import { decode } from "../kubernetes/decode/decode.ts";
import { strategicMergePatch } from "../kubernetes/merge/strategic-merge-patch.ts";
import type { ContainerList } from "./containers.ts";
import { within } from "./errors.ts";
import type { Container, Pod } from "./pod.ts";

/**
 * Lays a partial pod over a pod by strategic merge, and brings the result into the form in which Go
 * marshals it: canonical quantities, no unknown fields (pkg/kube/inject/webhook.go, applyOverlay).
 */
export function applyOverlay(pod: Pod, overlay: unknown): Pod {
  const merged = within("strategic merge", () => strategicMergePatch(pod, overlay, "v1.Pod"));
  const canonical = new Set(partsOf(pod));
  return within(
    "unmarshal patched pod",
    () => decode("v1.Pod", throughFloat64(merged), { canonical }) as Pod,
  );
}

/** The containers, volumes and other parts that a merge passes on as they are, where it does not change them. */
function partsOf({ spec }: Pod): unknown[] {
  return Object.values(spec)
    .flat()
    .filter((part) => typeof part === "object");
}

/**
 * Lays one container over the pod's container of that name. `containers` is always there, since Go would
 * write null for none, which would delete all of them.
 */
export function applyContainer(pod: Pod, list: ContainerList, container: Container): Pod {
  return applyOverlay(pod, decode("v1.Pod", { spec: { containers: [], [list]: [container] } }));
}

export function emptyPod(): Pod {
  return decode("v1.Pod", {}) as Pod;
}

/** Apimachinery merges maps whose numbers are all float64: integers beyond 2^53 lose their last digits. */
function throughFloat64(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  return hasBigInt(value) ? mapValues(value, throughFloat64) : value;
}

function hasBigInt(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  if (typeof value !== "object" || value === null) return false;
  for (const key of Object.keys(value)) if (hasBigInt((value as Record<string, unknown>)[key])) return true;
  return false;
}

function mapValues(value: object, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]));
}

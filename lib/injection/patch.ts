import jsonPatch, { type Operation } from "fast-json-patch";
import type { Pod } from "./pod.ts";

/**
 * The operations that turn the pod as it was sent into the injected one. Both are in the form in which Go
 * marshals them, so what Kubernetes does not know of the pod is in neither and survives.
 */
export function createPatch(original: Pod, injected: Pod): readonly Operation[] {
  return jsonPatch.compare(original, injected);
}

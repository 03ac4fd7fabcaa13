import type { KubernetesObject } from "../kubernetes/api.ts";
import type { Labels } from "../kubernetes/injectors.ts";

export interface NamespaceView {
  readonly labels: Labels;
  /** When a label of Istio's was last changed in it, as far as it shows (RFC 3339). */
  readonly labelledAt?: string;
  /** It is being deleted: nothing is created in it any more. */
  readonly isEnding?: true;
}

/** Labels that decide on injection. */
export const INJECTION = "istio-injection";
export const REVISION = "istio.io/rev";

/**
 * managedFields say who set which field last, and when: whoever holds a label of Istio's set it at that time or
 * before. A label that was taken away leaves no trace.
 */
export function namespaceView({ metadata }: KubernetesObject): NamespaceView {
  const times: string[] = (metadata.managedFields ?? [])
    .filter(({ fieldsV1 }: KubernetesObject) => {
      const held = fieldsV1?.["f:metadata"]?.["f:labels"] ?? {};
      return [INJECTION, REVISION].some((label) => Object.hasOwn(held, `f:${label}`));
    })
    .map(({ time }: KubernetesObject) => time ?? "");
  const labelledAt = times.sort().at(-1);
  return {
    labels: metadata.labels ?? {},
    ...(labelledAt ? { labelledAt } : {}),
    ...(metadata.deletionTimestamp && { isEnding: true }),
  };
}

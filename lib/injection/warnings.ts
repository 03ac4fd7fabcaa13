import type { Reason } from "./decision.ts";
import { SIDECAR_INJECT } from "./names.ts";
import { annotationOf, labelOf, type Pod } from "./pod.ts";

/** What Istio writes into its own log only, and the pod's author would like to know. */
export function warningsFor(pod: Pod, reasons: readonly Reason[]): readonly string[] {
  return [invalidWish(pod, reasons), dnsPolicy(pod)].filter((warning) => warning !== undefined);
}

function invalidWish(pod: Pod, reasons: readonly Reason[]): string | undefined {
  const asked = reasons.find(({ code }) => code === "label" || code === "annotation");
  const value = labelOf(pod, SIDECAR_INJECT) ?? annotationOf(pod, SIDECAR_INJECT);
  return asked?.verdict === "pass" && value ? asked.text : undefined;
}

/** (checkPreconditions) */
function dnsPolicy({ spec: { dnsPolicy: policy } }: Pod): string | undefined {
  if (!policy || policy === "ClusterFirst") return undefined;
  return `the DNS policy ${policy} is not ClusterFirst: the proxy may not find istiod`;
}

import { parseBool } from "../gotemplate/strconv.ts";
import type { Reason } from "./decision.ts";
import { SIDECAR_INJECT, SIDECAR_STATUS } from "./names.ts";
import { annotationOf, labelOf, type Pod } from "./pod.ts";
import { annotationsMeaning, SCRAPE } from "./post/prometheus-annotations.ts";
import { statusJson } from "./strip.ts";

/** What Istio writes into its own log only, and the pod's author would like to know. */
export function warningsFor(pod: Pod, reasons: readonly Reason[]): readonly string[] {
  const ofInjection =
    reasons.at(-1)?.verdict === "inject" ? [unreadableStatus(pod), undecidedScrape(pod)] : [];
  return [invalidWish(pod, reasons), dnsPolicy(pod), ...ofInjection].filter((it) => it !== undefined);
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

/** (stripPod) */
function unreadableStatus(pod: Pod): string | undefined {
  if (annotationOf(pod, SIDECAR_STATUS) === undefined || statusJson(pod) !== undefined) return undefined;
  return `the annotation ${SIDECAR_STATUS} is no JSON object: what an earlier injection added is taken for the pod's own`;
}

/** (applyPrometheusMerge) */
function undecidedScrape(pod: Pod): string | undefined {
  const bad = annotationsMeaning(pod, SCRAPE).find(([, value]) => parseBool(value) === undefined);
  return (
    bad &&
    `the annotation ${bad[0]} is ${JSON.stringify(bad[1])}, neither true nor false: it counts for nothing`
  );
}

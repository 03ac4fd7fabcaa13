import type { Pod } from "../injection/pod.ts";
import { type LabelSelector, matches } from "../kubernetes/label-selector.ts";
import { failedCondition, type MatchCondition } from "./match-conditions.ts";

/** A webhook of a MutatingWebhookConfiguration, as far as it says for which pods it is called. */
export interface SelectingWebhook {
  readonly name: string;
  readonly rules?: readonly {
    readonly resources?: readonly string[];
    readonly operations?: readonly string[];
  }[];
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly matchConditions?: readonly MatchCondition[];
}

/** A pod on its way into a namespace. */
export interface ArrivingPod {
  readonly pod: Pod;
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

/** Which part of a webhook keeps the API server from calling it: "objectSelector", "matchConditions: NAME". */
export type Miss = "rules" | "namespaceSelector" | "objectSelector" | `matchConditions: ${string}`;

/** Why the API server does not call a webhook when a pod is created; null where it does. */
export function missOf(
  webhook: SelectingWebhook,
  { pod, namespace, namespaceLabels }: ArrivingPod,
): Miss | null {
  const { rules = [], namespaceSelector, objectSelector, matchConditions = [] } = webhook;
  const asks = rules.some(
    ({ resources = [], operations = [] }) =>
      ["pods", "*", "*/*"].some((name) => resources.includes(name)) &&
      ["CREATE", "*"].some((name) => operations.includes(name)),
  );
  if (!asks) return "rules";
  // The API server gives every namespace this label.
  const ofNamespace = { ...namespaceLabels, "kubernetes.io/metadata.name": namespace };
  if (!matches(namespaceSelector ?? {}, ofNamespace)) return "namespaceSelector";
  if (!matches(objectSelector ?? {}, pod.metadata.labels ?? {})) return "objectSelector";
  const failed = failedCondition(matchConditions, { object: pod, request: requestFor(pod, namespace) });
  return failed === undefined ? null : `matchConditions: ${failed.name}`;
}

/** The AdmissionRequest, as far as it can be known before there is one. */
function requestFor({ metadata }: Pod, namespace: string): Readonly<Record<string, unknown>> {
  const pods = { group: "", version: "v1", resource: "pods" };
  const kind = { group: "", version: "v1", kind: "Pod" };
  return {
    kind,
    resource: pods,
    requestKind: kind,
    requestResource: pods,
    name: metadata.name ?? "",
    namespace,
    operation: "CREATE",
    userInfo: {},
    dryRun: false,
  };
}

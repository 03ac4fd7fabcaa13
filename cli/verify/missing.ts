import { IGNORED_NAMESPACES } from "../../lib/clusters/webhook-configuration.ts";
import { labelSelectorAsSelector } from "../../lib/kubernetes/label-selector.ts";
import type { KubernetesObject } from "../kubernetes/api.ts";

const INJECT = "sidecar.istio.io/inject";
const STATUS = "sidecar.istio.io/status";

export interface Missing {
  /** "namespace/name". */
  readonly pod: string;
  readonly why: string;
}

/**
 * The pods that remora's webhook configurations select, by the API server's rules, and that nothing injected.
 * Pods that the injector's own policy would skip (its selectors for labels) are not known here and are listed too.
 */
export function missingSidecars(cluster: {
  readonly webhooks: readonly KubernetesObject[];
  readonly namespaces: readonly KubernetesObject[];
  readonly pods: readonly KubernetesObject[];
}): Missing[] {
  const ours = cluster.webhooks.filter(isOurs);
  const labels = new Map(cluster.namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  return cluster.pods.flatMap((pod) => {
    if (!isWanted(pod)) return [];
    const by = ours.find((configuration) => selects(configuration, pod, labels.get(pod.metadata.namespace)));
    const { namespace, name } = pod.metadata;
    return by === undefined ? [] : [{ pod: `${namespace}/${name}`, why: whyNot(pod, by) }];
  });
}

function isOurs({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.["app.kubernetes.io/name"] === "remora";
}

/** By what the webhooks' matchConditions say; a pod that has ended is nobody's any more. */
function isWanted({ metadata, spec, status }: KubernetesObject): boolean {
  if (metadata.annotations?.[STATUS] !== undefined) return false;
  if (spec.hostNetwork || IGNORED_NAMESPACES.includes(metadata.namespace)) return false;
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return false;
  return metadata.labels?.[INJECT] !== undefined || metadata.annotations?.[INJECT] !== "false";
}

function selects(
  { webhooks }: KubernetesObject,
  { metadata }: KubernetesObject,
  namespace: Record<string, string> = {},
): boolean {
  return webhooks.some(
    ({ namespaceSelector, objectSelector }: KubernetesObject) =>
      labelSelectorAsSelector(namespaceSelector ?? {}).matches(namespace) &&
      labelSelectorAsSelector(objectSelector ?? {}).matches(metadata.labels ?? {}),
  );
}

function whyNot(
  { metadata }: KubernetesObject,
  { metadata: { name, creationTimestamp }, webhooks }: KubernetesObject,
): string {
  if (metadata.creationTimestamp < creationTimestamp) return `created before ${name} was`;
  const ignores = webhooks.some(({ failurePolicy }: KubernetesObject) => failurePolicy === "Ignore");
  return ignores
    ? `${name} let it through: no answer came in time (failurePolicy: Ignore), or its namespace was labelled later`
    : `admitted unchanged: by the cluster's onFailure, by the injector's policy, or its namespace was labelled later`;
}

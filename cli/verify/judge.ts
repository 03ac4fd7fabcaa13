import { type ArrivingPod, missOf } from "../../lib/clusters/called-webhooks.ts";
import { IGNORED_NAMESPACES } from "../../lib/clusters/webhook-configuration.ts";
import type { Decision } from "../../lib/injection/decision.ts";
import { SIDECAR_INJECT, SIDECAR_STATUS } from "../../lib/injection/names.ts";
import { annotationOf, labelOf } from "../../lib/injection/pod.ts";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import type { KubernetesObject } from "../kubernetes/api.ts";
import { callFor, type InjectorConfiguration, type InjectorWebhook } from "../kubernetes/injectors.ts";
import type { Judgement } from "./finding.ts";
import { INJECTION, type NamespaceView, REVISION } from "./namespace.ts";
import { versionDifferences } from "./sidecar-version.ts";

export interface ClusterView {
  /** Remora's, without their webhooks for rules alone, and istiod's. */
  readonly injectors: readonly InjectorConfiguration[];
  readonly namespaces: ReadonlyMap<string, NamespaceView>;
  /**
   * What the injector in service would make of a pod that this webhook is called for, and the pod as it would be
   * sent; undefined where it is not known what is in service.
   */
  readonly anew: (
    pod: KubernetesObject,
    by: InjectorWebhook,
  ) => { readonly sent: unknown; readonly decision: Decision } | undefined;
}

/** What is the matter with one pod; undefined where it has ended or is on its way out: nobody's concern any more. */
export function judge(pod: KubernetesObject, cluster: ClusterView): Judgement | undefined {
  const { metadata, status } = pod;
  if (metadata.deletionTimestamp || status?.phase === "Succeeded" || status?.phase === "Failed")
    return undefined;
  const arriving = arrivingPod(pod, cluster);
  const isInjected = metadata.annotations?.[SIDECAR_STATUS] !== undefined;
  const ours = cluster.injectors.filter(({ whose }) => whose === "remora");
  for (const configuration of ours) {
    const webhook = callFor(configuration, arriving);
    if (webhook)
      return isInjected ? compared(pod, webhook, cluster) : uninjected(pod, webhook, configuration, cluster);
  }
  const istiods = cluster.injectors.some((each) => each.whose === "istio" && callFor(each, arriving));
  if (isInjected || istiods) return { verdict: "others", why: "" };
  return uncalled(
    arriving,
    ours.flatMap(({ webhooks }) => webhooks),
  );
}

function arrivingPod(pod: KubernetesObject, { namespaces }: ClusterView): ArrivingPod {
  const { namespace } = pod.metadata;
  return { pod, namespace, namespaceLabels: namespaces.get(namespace)?.labels ?? {} };
}

/** A pod with a sidecar, and what it would get now. */
function compared(pod: KubernetesObject, by: InjectorWebhook, { anew }: ClusterView): Judgement {
  const now = anew(pod, by);
  if (now === undefined) return { verdict: "ok", why: "" };
  const { sent, decision } = now;
  switch (decision.outcome) {
    case "refuse":
      return {
        verdict: "outdated",
        why: `created anew, it would be refused: ${(decision.message ?? "").replace(/\s+/g, " ").trim()}`,
      };
    case "skip":
      return {
        verdict: "outdated",
        why: `created anew, it would get none: ${decision.reasons.at(-1)?.text ?? ""}`,
      };
    case "inject": {
      const differences = versionDifferences(pod, applyJsonPatch(sent, decision.patch ?? []));
      return { verdict: differences.length === 0 ? "ok" : "outdated", why: differences.join("; ") };
    }
  }
}

/** A webhook selects it, yet it has no sidecar. */
function uninjected(
  pod: KubernetesObject,
  by: InjectorWebhook,
  configuration: InjectorConfiguration,
  cluster: ClusterView,
): Judgement {
  const now = cluster.anew(pod, by)?.decision;
  if (now?.outcome === "skip") return { verdict: "left-out", why: now.reasons.at(-1)?.text ?? "" };
  return { verdict: "missing", why: whyMissing(pod, by, configuration, cluster) };
}

/** The causes in the order in which they rule each other out; times are what the API server wrote down. */
function whyMissing(
  { metadata: { creationTimestamp, namespace } }: KubernetesObject,
  { failurePolicy }: InjectorWebhook,
  { name, createdAt }: InjectorConfiguration,
  { namespaces }: ClusterView,
): string {
  if (creationTimestamp < createdAt) return `created before ${name} was registered (${createdAt})`;
  const { labelledAt } = namespaces.get(namespace) ?? {};
  if (labelledAt !== undefined && creationTimestamp < labelledAt)
    return `created before its namespace was labelled (${labelledAt})`;
  return failurePolicy === "Ignore"
    ? `${name} did not answer in time, or with an error, and let it through (failurePolicy: Ignore)`
    : "admitted unchanged: the cluster's entry says onFailure: admit, or the injector left it out then";
}

/** No webhook is called for it: is that what its labels say? */
function uncalled(pod: ArrivingPod, webhooks: readonly InjectorWebhook[]): Judgement {
  const out = leftOut(pod);
  const asked = whatAsks(pod);
  if (asked === undefined) return { verdict: "unasked", why: "" };
  if (out !== undefined) return { verdict: "left-out", why: out };
  return { verdict: "not-called", why: `${asked}, but ${whyNotCalled(pod, webhooks)}` };
}

function leftOut({ pod, namespace }: ArrivingPod): string | undefined {
  const label = labelOf(pod, SIDECAR_INJECT);
  if (label === "false") return `the label ${SIDECAR_INJECT} is "false"`;
  if (label === undefined && annotationOf(pod, SIDECAR_INJECT) === "false")
    return `the annotation ${SIDECAR_INJECT} is "false"`;
  if (pod.spec.hostNetwork) return "the pod uses the host's network";
  return IGNORED_NAMESPACES.includes(namespace) ? `the namespace ${namespace} is never injected` : undefined;
}

function whatAsks({ pod, namespaceLabels }: ArrivingPod): string | undefined {
  const revision = labelOf(pod, REVISION);
  if (labelOf(pod, SIDECAR_INJECT) === "true") return `its label ${SIDECAR_INJECT}=true asks for one`;
  if (revision) return `its label ${REVISION}=${revision} asks for one`;
  if (namespaceLabels[INJECTION] === "enabled") return `its namespace says ${INJECTION}=enabled`;
  if (namespaceLabels[REVISION]) return `its namespace says ${REVISION}=${namespaceLabels[REVISION]}`;
  return undefined;
}

function whyNotCalled(pod: ArrivingPod, webhooks: readonly InjectorWebhook[]): string {
  const { namespaceLabels } = pod;
  if (namespaceLabels[INJECTION] !== undefined && namespaceLabels[INJECTION] !== "enabled")
    return `its namespace says ${INJECTION}=${namespaceLabels[INJECTION]}, which counts for all its pods`;
  const revision = namespaceLabels[REVISION] ?? labelOf(pod.pod, REVISION);
  const served = [...new Set(webhooks.flatMap(revisionsOf))];
  if (revision !== undefined && !served.includes(revision))
    return `no webhook is registered for the revision ${revision}; have ${served.join(", ") || "none"}`;
  const tried = webhooks.map((webhook) => `${webhook.name}: ${missOf(webhook, pod)}`);
  return `the selectors of no webhook let it in (${tried.join(", ") || "none is registered"})`;
}

/** The values of istio.io/rev that a webhook's selectors ask for. */
function revisionsOf({ namespaceSelector, objectSelector }: InjectorWebhook): readonly string[] {
  const all = [namespaceSelector, objectSelector].flatMap((selector) => selector?.matchExpressions ?? []);
  return all.flatMap(({ key, operator, values }) =>
    key === REVISION && operator === "In" ? (values ?? []) : [],
  );
}

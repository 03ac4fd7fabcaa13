import type { Decision } from "../injection/decision.ts";
import { diff } from "../injection/diff.ts";
import { kubeInject } from "../injection/kube-inject.ts";
import type { Pod } from "../injection/pod.ts";
import { refusal } from "../injection/refusal.ts";
import {
  changeItems,
  changePod,
  type InjectedWorkload,
  type WorkloadOptions,
  withNamespaceOf,
} from "../injection/workload.ts";
import {
  isList,
  podOf,
  readWorkload,
  type WorkloadKind,
  workloadKindOf,
  workloadMeta,
} from "../injection/workload-kinds.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../kubernetes/json-patch.ts";
import { isObject, type JsonObject, own } from "../kubernetes/objects.ts";
import { type MutationRequest, type Mutator, mutate } from "./mutator.ts";
import { resourceNameOf } from "./resource-name.ts";

/**
 * What a cluster would make of a document: the rules for its own resource first, as when it is created, and then,
 * where it makes pods, Istio and the rules for pods. Each in written order. A List comes to what its items do.
 */
export function mutateWorkload(
  mutator: Mutator,
  document: unknown,
  options: WorkloadOptions = {},
): InjectedWorkload {
  if (isList(document)) return changeItems(document, (item) => mutateWorkload(mutator, item, options));
  if (!isObject(document)) return { document, patch: [], decisions: [] };
  const kind = podKindOf(document, mutator, options);
  const whole = mutateWhole(mutator, document, kind, options);
  const isRefused = whole.decisions.some(({ outcome }) => outcome === "refuse");
  if (kind === undefined || isRefused || !changesPods(mutator)) return whole;
  const made = changePod(whole.document as JsonObject, kind, (workload) =>
    decideOnPod(mutator, workload, kind, options),
  );
  return {
    document: made.document,
    patch: [...whole.patch, ...made.patch],
    // Whoever was changed as a whole need not be told that its pods were not.
    decisions: [
      ...whole.decisions,
      ...made.decisions.filter(({ outcome }) => whole.decisions.length === 0 || outcome !== "skip"),
    ],
  };
}

/** Is anything done to pods? */
export function changesPods({ istio, rules }: Mutator): boolean {
  return istio !== undefined || rules.some(({ match }) => match.resources.includes("pods"));
}

/**
 * Where a document has its pod, if it makes any. kube-inject takes the job template's metadata for that of a
 * CronJob's pods, where a cluster never looks.
 */
export function podKindOf(
  document: unknown,
  mutator: Mutator,
  options: WorkloadOptions,
): WorkloadKind | undefined {
  const kind = workloadKindOf(document);
  const byKubeInject = mutator.istio !== undefined && options.rules !== "webhook";
  if (kind?.type !== "v1.CronJob" || byKubeInject) return kind;
  return { ...kind, metadata: [...kind.spec.slice(0, -1), "metadata"] };
}

/** The document by the rules for its resource. */
function mutateWhole(
  mutator: Mutator,
  document: JsonObject,
  kind: WorkloadKind | undefined,
  options: WorkloadOptions,
): InjectedWorkload {
  const unchanged = { document, patch: [], decisions: [] };
  if (!changesWhole(mutator, document, kind)) return unchanged;
  try {
    const request = wholeRequest(document, kind, options);
    const before = request.pod;
    const decision = mutate(mutator, request);
    if (decision.outcome === "skip") return unchanged;
    if (decision.patch === undefined) return { ...unchanged, decisions: [decision] };
    const after = applyJsonPatch(before, decision.patch);
    return { document: after, patch: diff(before, after), decisions: [decision] };
  } catch (error) {
    return { ...unchanged, decisions: [refusal(error, [])] };
  }
}

/** Is there a rule for its own resource? A Pod's are the rules for pods. */
export function changesWhole(
  mutator: Mutator,
  document: JsonObject,
  kind: WorkloadKind | undefined,
): boolean {
  const resource = resourceNameOf(document);
  if (resource === undefined || kind?.type === "v1.Pod") return false;
  return mutator.rules.some(({ match }) => match.resources.includes(resource));
}

/** What a cluster would ask when the document itself is created. @throws InjectionError where it cannot be read */
export function wholeRequest(
  document: JsonObject,
  kind: WorkloadKind | undefined,
  options: WorkloadOptions,
): MutationRequest & { readonly pod: JsonObject } {
  const pod = kind === undefined ? document : readWorkload(document, kind);
  const resource = resourceNameOf(document);
  return { pod, ...(resource !== undefined && { resource }), ...call(namespaceOf(pod), options) };
}

function decideOnPod(
  mutator: Mutator,
  workload: JsonObject,
  kind: WorkloadKind,
  options: WorkloadOptions,
): Decision {
  const pod = podOf(workload, kind);
  const decision = mutate(mutator, podRequest(workload, kind, options));
  if (decision.patch === undefined) return decision;
  const injected = decision.pod ?? (decode("v1.Pod", applyJsonPatch(pod, decision.patch)) as Pod);
  return { ...decision, pod: withNamespaceOf(injected, pod) };
}

/** What a cluster would ask when it creates a pod of this workload. @throws InjectionError where it has none */
export function podRequest(
  workload: JsonObject,
  kind: WorkloadKind,
  options: WorkloadOptions,
): MutationRequest & { readonly pod: Pod } {
  const pod = podOf(workload, kind);
  const meta = workloadMeta(workload, kind);
  const { namespace, path } = call(pod.metadata.namespace || meta.name.namespace, options);
  const owner = controllerOf(workload);
  return {
    pod: { apiVersion: "v1", kind: "Pod", ...pod },
    namespace,
    path,
    ...(owner !== undefined && { owner }),
    workload: { ...meta, name: { ...meta.name, namespace } },
    ...(options.rules !== "webhook" && {
      istio: (injector, request) =>
        kubeInject(injector, decode("v1.Pod", request.pod) as Pod, meta, options.revision ?? ""),
    }),
  };
}

function call(namespace: string, { namespace: fallback = "default", path = "/inject" }: WorkloadOptions) {
  return { namespace: namespace || fallback, path };
}

function namespaceOf(document: JsonObject): string {
  const metadata = own(document, "metadata");
  const namespace = isObject(metadata) ? own(metadata, "namespace") : undefined;
  return typeof namespace === "string" ? namespace : "";
}

/** The kind that a pod of this workload names as its controller; undefined for a Pod, which says so itself. */
function controllerOf(workload: JsonObject): string | undefined {
  const kind = String(own(workload, "kind"));
  if (kind === "Pod") return undefined;
  return Object.hasOwn(CONTROLLERS, kind) ? CONTROLLERS[kind] : kind;
}

/** Those that make their pods by way of another. */
const CONTROLLERS: Readonly<Record<string, string>> = {
  Deployment: "ReplicaSet",
  DeploymentConfig: "ReplicationController",
  CronJob: "Job",
};

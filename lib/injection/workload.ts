import type { Operation } from "fast-json-patch";
import { isObject, type JsonObject } from "../kubernetes/objects.ts";
import { jsonScalar } from "../kubernetes/yaml/build.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import type { Decision } from "./decision.ts";
import { diff } from "./diff.ts";
import { inject } from "./inject.ts";
import type { Injector } from "./injector.ts";
import { kubeInject } from "./kube-inject.ts";
import type { Pod } from "./pod.ts";
import { refusal } from "./refusal.ts";
import {
  isList,
  podOf,
  readWorkload,
  type WorkloadKind,
  withPod,
  workloadKindOf,
  workloadMeta,
} from "./workload-kinds.ts";

export interface WorkloadOptions {
  /** Whose rules: `istioctl kube-inject`'s, which is the default, or the webhook's, as a cluster would apply them. */
  readonly rules?: "kube-inject" | "webhook";
  /** Of kube-inject; the webhook has the injector's own. Default "". */
  readonly revision?: string;
  /** The webhook's URL path. Default "/inject". */
  readonly path?: string;
  /** Where pods go that name no namespace. Default "default"; kube-inject leaves it open. */
  readonly namespace?: string;
}

/** What became of one document. */
export interface InjectedWorkload {
  /** The whole object: as Go marshals it where it is a workload, or else as it was given. */
  readonly document: unknown;
  /** From the document to the injected one, for whoever wants to keep the rest of it as it is written. */
  readonly patch: readonly Operation[];
  /** One for each pod template: none for other objects, several for a List. */
  readonly decisions: readonly Decision[];
}

/**
 * Reads a document for {@link injectWorkload}: integers beyond 2^53 stay whole, since its fields have types.
 *
 * @throws KubernetesError code YAML_SYNTAX
 */
export function readDocument(text: string): unknown {
  return parseYaml(text, {
    scalar: (scalar) => (typeof scalar.value === "bigint" ? scalar.value : jsonScalar(scalar)),
  });
}

/** Injects a Kubernetes document: a workload, a pod, or a List of such. Anything else comes back as it is. */
export function injectWorkload(
  injector: Injector,
  document: unknown,
  options: WorkloadOptions = {},
): InjectedWorkload {
  if (isList(document)) return changeItems(document, (item) => injectWorkload(injector, item, options));
  const kind = workloadKindOf(document);
  if (kind === undefined || !isObject(document)) return { document, patch: [], decisions: [] };
  return changePod(document, kind, (workload) => decideOn(injector, workload, kind, options));
}

/** A List of what its items come to. */
export function changeItems(
  list: JsonObject & { readonly items: readonly unknown[] },
  change: (item: unknown) => InjectedWorkload,
): InjectedWorkload {
  const items = list.items.map(change);
  return {
    document: {
      ...readWorkload({ ...list, items: [] }, { type: "v1.List" }),
      items: items.map((item) => item.document),
    },
    patch: items.flatMap(({ patch }, i) => patch.map((operation) => under(`/items/${i}`, operation))),
    decisions: items.flatMap((item) => item.decisions),
  };
}

function under(prefix: string, operation: Operation): Operation {
  return { ...operation, path: `${prefix}${operation.path}` };
}

/** A workload whose pod is what a decision makes of it. Never throws: what cannot be read is refused. */
export function changePod(
  document: JsonObject,
  kind: WorkloadKind,
  decideOn: (workload: JsonObject) => Decision,
): InjectedWorkload {
  try {
    const workload = readWorkload(document, kind);
    const decision = decideOn(workload);
    const { pod } = decision;
    if (pod === undefined) return { document: workload, patch: [], decisions: [decision] };
    const injected = withPod(workload, kind, pod);
    return { document: injected, patch: diff(workload, injected), decisions: [decision] };
  } catch (error) {
    return { document, patch: [], decisions: [refusal(error, [])] };
  }
}

function decideOn(
  injector: Injector,
  workload: JsonObject,
  kind: WorkloadKind,
  options: WorkloadOptions,
): Decision {
  const pod = podOf(workload, kind);
  const meta = workloadMeta(workload, kind);
  if (options.rules !== "webhook") return kubeInject(injector, pod, meta, options.revision ?? "");
  const namespace = pod.metadata.namespace || meta.name.namespace || options.namespace || "default";
  const named = { name: { ...meta.name, namespace }, type: meta.type };
  const decision = inject(injector, { pod, namespace, path: options.path ?? "/inject", workload: named });
  return decision.pod ? { ...decision, pod: withNamespaceOf(decision.pod, pod) } : decision;
}

/** The webhook fills in a namespace, which is the controller's to choose. */
export function withNamespaceOf(injected: Pod, { metadata: { namespace } }: Pod): Pod {
  const { namespace: _, ...metadata } = injected.metadata;
  return { ...injected, metadata: namespace === undefined ? metadata : { ...metadata, namespace } };
}

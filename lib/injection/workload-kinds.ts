import { decode } from "../kubernetes/decode/decode.ts";
import { KubernetesError } from "../kubernetes/errors.ts";
import { isObject, type JsonObject, own } from "../kubernetes/objects.ts";
import { kubernetesType } from "../kubernetes/schema/schema.ts";
import { InjectionError } from "./errors.ts";
import type { Pod } from "./pod.ts";
import { type WorkloadMeta, workloadMetaOf } from "./workload-meta.ts";
import { withTexts } from "./yaml-texts.ts";

/** Where a kind of object keeps the pods that it makes. */
export interface WorkloadKind {
  /** The Go type. */
  readonly type: string;
  readonly metadata: readonly string[];
  readonly spec: readonly string[];
}

function withTemplate(type: string): WorkloadKind {
  return { type, metadata: ["spec", "template", "metadata"], spec: ["spec", "template", "spec"] };
}

/**
 * The kinds that kube-inject knows (pkg/kube/inject/initializer.go). They are registered without a version as
 * well, so that any apiVersion will do, such as extensions/v1beta1 of old.
 */
const KINDS: Readonly<Record<string, WorkloadKind>> = {
  Pod: { type: "v1.Pod", metadata: ["metadata"], spec: ["spec"] },
  ReplicationController: withTemplate("v1.ReplicationController"),
  Deployment: withTemplate("v1.Deployment"),
  DaemonSet: withTemplate("v1.DaemonSet"),
  ReplicaSet: withTemplate("v1.ReplicaSet"),
  StatefulSet: withTemplate("v1.StatefulSet"),
  Job: withTemplate("v1.Job"),
  DeploymentConfig: withTemplate("openshift.DeploymentConfig"),
  // Labels and annotations of the job's template, not of its pod's: that is where kube-inject looks and writes.
  CronJob: {
    type: "v1.CronJob",
    metadata: ["spec", "jobTemplate", "metadata"],
    spec: ["spec", "jobTemplate", "spec", "template", "spec"],
  },
};

/** Kinds whose template is a pointer in Go, and has to be there. */
const NEED_TEMPLATE = ["v1.ReplicationController", "openshift.DeploymentConfig"];

export function workloadKindOf(document: unknown): WorkloadKind | undefined {
  if (!isObject(document)) return undefined;
  const kind = String(own(document, "kind"));
  return Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
}

export function isList(document: unknown): document is JsonObject & { readonly items: readonly unknown[] } {
  if (!isObject(document) || own(document, "apiVersion") !== "v1" || own(document, "kind") !== "List")
    return false;
  return Array.isArray(own(document, "items"));
}

/** The object as Go marshals it. @throws KubernetesError with the words of sigs.k8s.io/yaml */
export function readWorkload(document: JsonObject, { type }: Pick<WorkloadKind, "type">): JsonObject {
  try {
    return decode(type, withTexts(document, kubernetesType(type))) as JsonObject;
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    throw new KubernetesError(error.code, `error unmarshaling JSON: while decoding JSON: ${error.message}`);
  }
}

/** The pod that a workload makes, without what its controller adds. */
export function podOf(workload: JsonObject, kind: WorkloadKind): Pod {
  const spec = at(workload, kind.spec);
  if (spec === undefined && NEED_TEMPLATE.includes(kind.type)) {
    throw new InjectionError("spec.template is required value");
  }
  return decode("v1.Pod", { metadata: at(workload, kind.metadata) ?? {}, spec: spec ?? {} }) as Pod;
}

/** The workload with that pod in it. */
export function withPod(workload: JsonObject, kind: WorkloadKind, pod: Pod): JsonObject {
  return replaceAt(replaceAt(workload, kind.metadata, pod.metadata), kind.spec, pod.spec);
}

/** The workload's own name and type; a bare pod's are guessed as the webhook guesses them. */
export function workloadMeta(workload: JsonObject, kind: WorkloadKind): WorkloadMeta {
  if (kind.type === "v1.Pod") return workloadMetaOf(podOf(workload, kind));
  const metadata = at(workload, ["metadata"]);
  const text = (object: unknown, key: string) => String((isObject(object) && own(object, key)) || "");
  return {
    name: { name: text(metadata, "name"), namespace: text(metadata, "namespace") },
    type: { kind: text(workload, "kind"), apiVersion: text(workload, "apiVersion") },
  };
}

function at(object: JsonObject, path: readonly string[]): unknown {
  let value: unknown = object;
  for (const key of path) value = isObject(value) ? own(value, key) : undefined;
  return value ?? undefined;
}

function replaceAt(object: JsonObject, [key = "", ...rest]: readonly string[], value: unknown): JsonObject {
  const child = own(object, key);
  return {
    ...object,
    [key]: rest.length === 0 ? value : replaceAt(isObject(child) ? child : {}, rest, value),
  };
}

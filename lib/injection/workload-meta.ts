import { labelOf, type OwnerReference, type Pod } from "./pod.ts";

export interface TypeMeta {
  readonly kind: string;
  readonly apiVersion: string;
}

export interface NamespacedName {
  readonly name: string;
  readonly namespace: string;
}

/** The workload that a pod belongs to, as templates see it in .DeploymentMeta and .TypeMeta. */
export interface WorkloadMeta {
  readonly name: NamespacedName;
  readonly type: TypeMeta;
}

interface Workload {
  readonly name: string;
  readonly kind: string;
  readonly apiVersion: string;
}

/** A CronJob's Job is named after its minute: eight to ten digits. */
const JOB_OF_CRON_JOB = /^(.+)-\d{8,10}$/;

/**
 * Guesses the workload from the pod alone (pkg/kube/util.go, GetDeployMetaFromPod). Only pods whose name
 * is generated are looked into; any other pod is its own workload.
 */
export function workloadMetaOf(pod: Pod): WorkloadMeta {
  const { name = "", namespace = "" } = pod.metadata;
  const owner = pod.metadata.generateName
    ? pod.metadata.ownerReferences?.find((reference) => reference.controller === true)
    : undefined;
  if (owner === undefined) return { name: { name, namespace }, type: { kind: "Pod", apiVersion: "v1" } };
  const workload = workloadOf(pod, owner);
  return {
    name: { name: workload.name || name, namespace },
    type: { kind: workload.kind, apiVersion: workload.apiVersion },
  };
}

/**
 * | controller            | sign                                           | workload         |
 * |-----------------------|------------------------------------------------|------------------|
 * | ReplicaSet            | ends in the label pod-template-hash            | Deployment       |
 * | ReplicaSet            | ends in the label rollouts-pod-template-hash   | Rollout (Argo)   |
 * | ReplicationController | label deploymentconfig                         | DeploymentConfig |
 * | Job                   | ends in 8-10 digits                            | CronJob          |
 * | any other             |                                                | itself           |
 */
function workloadOf(pod: Pod, owner: OwnerReference): Workload {
  const { name, kind, apiVersion } = owner;
  if (kind === "ReplicaSet") {
    const deployment = withoutHash(name, labelOf(pod, "pod-template-hash"));
    if (deployment !== undefined) return { name: deployment, kind: "Deployment", apiVersion };
    const rollout = withoutHash(name, labelOf(pod, "rollouts-pod-template-hash"));
    if (rollout !== undefined) return { name: rollout, kind: "Rollout", apiVersion: "v1alpha1" };
  }
  const deploymentConfig = labelOf(pod, "deploymentconfig");
  if (kind === "ReplicationController" && deploymentConfig) {
    return { name: deploymentConfig, kind: "DeploymentConfig", apiVersion };
  }
  const cronJob = kind === "Job" ? JOB_OF_CRON_JOB.exec(name)?.[1] : undefined;
  if (cronJob !== undefined) return { name: cronJob, kind: "CronJob", apiVersion: "batch/v1" };
  return { name, kind, apiVersion };
}

/** The name without "-hash"; undefined where it does not end in the hash. A hash without the dash stays. */
function withoutHash(name: string, hash: string | undefined): string | undefined {
  if (!hash || !name.endsWith(hash)) return undefined;
  return name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
}

import { expect, test } from "@jest/globals";
import type { Pod } from "../../lib/injection/pod.ts";
import { workloadMetaOf } from "../../lib/injection/workload-meta.ts";

function owned(kind: string, name: string, labels: Record<string, string> = {}, more: object = {}): Pod {
  const ownerReferences = [{ apiVersion: "x/v1", kind, name, controller: true }];
  return {
    metadata: { generateName: "g-", namespace: "ns", labels, ownerReferences, ...more },
    spec: { containers: [] },
  };
}

const cases: [sentence: string, pod: Pod, name: string, kind: string, apiVersion: string][] = [
  [
    "a pod with a name is its own",
    { metadata: { name: "p", namespace: "ns" }, spec: { containers: [] } },
    "p",
    "Pod",
    "v1",
  ],
  [
    "an owner counts only for generated names",
    owned("ReplicaSet", "web-1", {}, { generateName: "", name: "p" }),
    "p",
    "Pod",
    "v1",
  ],
  [
    "only the controller counts",
    {
      metadata: {
        generateName: "g-",
        namespace: "ns",
        ownerReferences: [{ apiVersion: "v1", kind: "X", name: "x" }],
      },
      spec: { containers: [] },
    },
    "",
    "Pod",
    "v1",
  ],
  [
    "a ReplicaSet with the hash is a Deployment's",
    owned("ReplicaSet", "web-5d8", { "pod-template-hash": "5d8" }),
    "web",
    "Deployment",
    "x/v1",
  ],
  [
    "a ReplicaSet without the hash is itself",
    owned("ReplicaSet", "web-5d8"),
    "web-5d8",
    "ReplicaSet",
    "x/v1",
  ],
  [
    "another hash is no sign",
    owned("ReplicaSet", "web-5d8", { "pod-template-hash": "9f9" }),
    "web-5d8",
    "ReplicaSet",
    "x/v1",
  ],
  [
    "a hash without the dash stays",
    owned("ReplicaSet", "web5d8", { "pod-template-hash": "5d8" }),
    "web5d8",
    "Deployment",
    "x/v1",
  ],
  [
    "Argo's hash is a Rollout's",
    owned("ReplicaSet", "web-5d8", { "rollouts-pod-template-hash": "5d8" }),
    "web",
    "Rollout",
    "v1alpha1",
  ],
  [
    "a ReplicationController may be a DeploymentConfig's",
    owned("ReplicationController", "web-1", { deploymentconfig: "web" }),
    "web",
    "DeploymentConfig",
    "x/v1",
  ],
  ["a Job of eight digits is a CronJob's", owned("Job", "tidy-12345678"), "tidy", "CronJob", "batch/v1"],
  ["a Job of ten digits is, too", owned("Job", "tidy-1234567890"), "tidy", "CronJob", "batch/v1"],
  ["a Job of seven digits is itself", owned("Job", "tidy-1234567"), "tidy-1234567", "Job", "x/v1"],
  ["any other owner is itself", owned("StatefulSet", "db"), "db", "StatefulSet", "x/v1"],
  [
    "a name that is nothing but the hash leaves the pod's own",
    owned("ReplicaSet", "-5d8", { "pod-template-hash": "5d8" }, { name: "p" }),
    "p",
    "Deployment",
    "x/v1",
  ],
];

test.each(cases)("%s", (_sentence, pod, name, kind, apiVersion) => {
  expect(workloadMetaOf(pod)).toEqual({ name: { name, namespace: "ns" }, type: { kind, apiVersion } });
});

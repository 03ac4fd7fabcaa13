import { stringify as stringifyYaml } from "yaml";
import type { Case } from "../case.ts";
import { stringify, withoutUndefined } from "../json.ts";
import type { Value } from "./pod.ts";
import type { Random } from "./random.ts";

/** The kinds of workload that kube-inject knows, each with how a pod stands in it. */
const KINDS: readonly ((pod: Value) => Value)[] = [
  (pod) => ({ ...pod, apiVersion: "v1", kind: "Pod" }),
  (pod) => workload("apps/v1", "Deployment", { replicas: 2, selector: {}, template: template(pod) }),
  (pod) => workload("apps/v1", "StatefulSet", { serviceName: "s", selector: {}, template: template(pod) }),
  (pod) =>
    workload("apps/v1", "DaemonSet", { selector: { matchLabels: { app: "x" } }, template: template(pod) }),
  (pod) => workload("apps/v1", "ReplicaSet", { template: template(pod) }),
  (pod) => workload("batch/v1", "Job", { backoffLimit: 3, template: template(pod) }),
  (pod) =>
    workload("batch/v1", "CronJob", {
      schedule: "* * * * *",
      jobTemplate: { metadata: pod.metadata, spec: { template: template(pod) } },
    }),
  (pod) => workload("v1", "ReplicationController", { template: template(pod) }),
  (pod) => ({
    apiVersion: "v1",
    kind: "List",
    items: [
      { ...pod, apiVersion: "v1", kind: "Pod" },
      { apiVersion: "v1", kind: "Service", metadata: { name: "s" } },
    ],
  }),
];

/** A generated pod as a file, in a workload of some kind, through kube-inject. */
export function fileCase(random: Random, reviewed: Case, pod: Value): Case {
  const document = withoutUndefined(random.pick(KINDS)(pod));
  const text = random.chance(0.5) ? stringify(document) : stringifyYaml(document, { version: "1.1" });
  const { revision: _, path: __, proxyConfigs: ___, ...settings } = reviewed.settings;
  const others = random.chance(0.1)
    ? "---\n# a comment\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\n"
    : "";
  return {
    ...reviewed,
    name: `${reviewed.name}, through kube-inject`,
    settings,
    ask: { kind: "kube-inject", input: others + text },
  };
}

function workload(apiVersion: string, kind: string, spec: Value): Value {
  return { apiVersion, kind, metadata: { name: "shop", namespace: "prod" }, spec };
}

function template({ metadata, spec }: Value): Value {
  return { metadata, spec };
}

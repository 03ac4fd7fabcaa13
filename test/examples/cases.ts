import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const read = (...path: string[]) => readFileSync(join(EXAMPLES, ...path), "utf8");

/** A review for the example injector, and what differs from the plainest one. */
export interface ExampleCase {
  readonly name: string;
  readonly path?: string;
  readonly nativeSidecars?: boolean;
  readonly revision?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

export const CASES: readonly ExampleCase[] = [
  { name: "the example application" },
  { name: "with native sidecars", nativeSidecars: true },
  { name: "a cluster and a network in the path", path: "/inject/cluster/c1/net/n1" },
  { name: "of another revision", revision: "canary" },
  {
    name: "that sends its traffic by TPROXY",
    annotations: { "sidecar.istio.io/interceptionMode": "TPROXY" },
  },
  { name: "whose traffic is left alone", annotations: { "sidecar.istio.io/interceptionMode": "NONE" } },
  { name: "with two templates", annotations: { "inject.istio.io/templates": "sidecar, debug" } },
  {
    name: "with its own resources, ports and proxy configuration",
    annotations: {
      "sidecar.istio.io/proxyCPU": "250m",
      "sidecar.istio.io/proxyMemoryLimit": "2Gi",
      "traffic.sidecar.istio.io/excludeInboundPorts": "9000, 9001",
      "traffic.sidecar.istio.io/excludeOutboundPorts": "3306",
      "status.sidecar.istio.io/port": "16020",
      "proxy.istio.io/config":
        '{"holdApplicationUntilProxyStarts": false, "concurrency": 2, "proxyMetadata": {"A": "b"}}',
    },
  },
  { name: "without a status port", annotations: { "status.sidecar.istio.io/port": "0" } },
  {
    name: "that names its version and its own containers",
    labels: { version: "v2" },
    annotations: { "kubectl.kubernetes.io/default-container": "foo" },
  },
  { name: "on the host's network", spec: { hostNetwork: true } },
  { name: "that says no", labels: { "sidecar.istio.io/inject": "false" } },
  { name: "of the cluster's own DNS", labels: { "k8s-app": "kube-dns" } },
  { name: "with a bad annotation", annotations: { "sidecar.istio.io/interceptionMode": "MAYBE" } },
];

export const INJECTOR = {
  config: read("default-injector", "config.yaml"),
  values: JSON.stringify(parse(read("default-injector", "values.yaml"))),
  mesh: read("default-injector", "mesh.yaml"),
};

// biome-ignore lint/suspicious/noExplicitAny: a review
export function reviewOf({ annotations, labels, spec }: ExampleCase): any {
  const review = JSON.parse(read("foo", "admission-review.json"));
  const pod = review.request.object;
  if (annotations) pod.metadata.annotations = { ...pod.metadata.annotations, ...annotations };
  Object.assign(pod.metadata.labels, labels);
  Object.assign(pod.spec, spec);
  return review;
}

import { isObject, own } from "../kubernetes/objects.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import type { Cluster } from "./registry.ts";

/**
 * The path as the pipeline reads it: with Istio's name of the cluster, where that is not the registry's. Sidecars tell
 * istiod where they are by it (ISTIO_META_CLUSTER_ID), and istiod lets nobody in who names a cluster that it does not
 * know (security/pkg/server/ca/authenticate/kubeauth). The last of two equal keys of a path counts.
 */
export function istioPath(path: string, { clusterId }: Pick<Cluster, "clusterId">): string {
  return clusterId === undefined ? path : `${path.replace(/\/$/, "")}/cluster/${clusterId}`;
}

/** The name that istiod gives its own cluster, by its values (istio-discovery, deployment.yaml, CLUSTER_ID). */
export function clusterIdOf(values: string | undefined): string {
  const all = parseYaml(values ?? "{}");
  const child = (value: unknown, key: string) => (isObject(value) ? own(value, key) : undefined);
  const name = child(child(child(all, "global"), "multiCluster"), "clusterName");
  return typeof name === "string" && name !== "" ? name : "Kubernetes";
}

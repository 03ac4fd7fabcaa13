import { envVar, PROXY, replaceContainer, withEnv } from "../containers.ts";
import type { Container, Pod } from "../pod.ts";
import type { PostContext } from "./context.ts";

/**
 * Cluster, network and the path's other variables replace the template's, at the end and sorted: one
 * injector serves several clusters, and only the path says which. (pkg/kube/inject/inject.go,
 * overwriteClusterInfo)
 */
export function overwriteClusterEnv(pod: Pod, { parameters: { proxyEnv } }: PostContext): Pod {
  if (proxyEnv.size === 0) return pod;
  return replaceContainer(pod, PROXY, (proxy) => withVariables(proxy, proxyEnv));
}

function withVariables(proxy: Container, variables: ReadonlyMap<string, string>): Container {
  const kept = (proxy.env ?? []).filter(({ name }) => !variables.has(name));
  const added = [...variables.keys()].sort().map((name) => envVar(name, variables.get(name) ?? ""));
  return withEnv(proxy, [...kept, ...added]);
}

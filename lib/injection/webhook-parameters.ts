import type { InjectionRequest } from "./inject.ts";
import { parseInjectPath } from "./inject-path.ts";
import type { Injector } from "./injector.ts";
import { PROXY_CONFIG, TOPOLOGY_NETWORK } from "./names.ts";
import { detectNativeSidecars } from "./native-sidecars.ts";
import { withoutAssignedProxyUser } from "./openshift.ts";
import type { InjectionParameters } from "./parameters.ts";
import { annotationOf, labelOf, type Pod } from "./pod.ts";
import { workloadMetaOf } from "./workload-meta.ts";

/** What the webhook injects a pod with (pkg/kube/inject/webhook.go, Webhook.inject). */
export function webhookParameters(
  injector: Injector,
  pod: Pod,
  request: InjectionRequest,
): InjectionParameters {
  const namespace = pod.metadata.namespace ?? "";
  const onOpenShift = injector.platform === "openshift";
  return {
    injector,
    pod: onOpenShift ? withoutAssignedProxyUser(pod) : pod,
    workload: request.workload ?? workloadMetaOf(pod),
    mesh: injector.mesh,
    proxyConfig: injector.proxyConfigs.of({
      namespace,
      labels: pod.metadata.labels,
      annotation: annotationOf(pod, PROXY_CONFIG),
    }),
    defaultTemplates: injector.config.defaultTemplates,
    aliases: injector.config.aliases,
    injectedAnnotations: injector.config.injectedAnnotations,
    revision: injector.revision,
    nativeSidecars: detectNativeSidecars(injector.nativeSidecars, injector.nodes, pod.spec.nodeName),
    proxyEnv: effectiveProxyEnv(injector, pod, parseInjectPath(request.path)),
    namespaceAnnotations: onOpenShift ? injector.namespaceAnnotations.get(namespace) : undefined,
    observer: request.observer,
    deadline: request.deadline,
    blocks: request.anew ? undefined : injector.blocks,
  };
}

/**
 * The path's variables with the cluster and the network, where there are any: the path's cluster, or else
 * the values'; the pod's own network label, or else the path's network, or else the values'.
 */
export function effectiveProxyEnv(
  injector: Injector,
  pod: Pod,
  ofPath: ReadonlyMap<string, string>,
): Map<string, string> {
  const cluster = ofPath.get("ISTIO_META_CLUSTER_ID") || injector.values.clusterName;
  const network =
    labelOf(pod, TOPOLOGY_NETWORK) ?? (ofPath.get("ISTIO_META_NETWORK") || injector.values.network);
  const proxyEnv = new Map(ofPath);
  if (cluster !== "") proxyEnv.set("ISTIO_META_CLUSTER_ID", cluster);
  if (network !== "") proxyEnv.set("ISTIO_META_NETWORK", network);
  return proxyEnv;
}

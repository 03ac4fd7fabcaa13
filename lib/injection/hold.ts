import { mergeProxyConfigText } from "../istio/proxy-config.ts";
import { PROXY_CONFIG } from "./names.ts";
import type { InjectionParameters } from "./parameters.ts";
import { annotationOf } from "./pod.ts";

/**
 * Whether the application's containers wait for the proxy: by the values, or by the mesh's `defaultConfig`
 * with the pod's annotation over it. ProxyConfig resources do not count here. (pkg/kube/inject/webhook.go,
 * reorderPod)
 */
export function holdsApplication({ injector, mesh, pod }: InjectionParameters): boolean {
  const base = mesh.config.defaultConfig ?? {};
  const annotation = annotationOf(pod, PROXY_CONFIG);
  const effective = annotation === undefined ? base : mergeProxyConfigText(annotation, base);
  return (effective.holdApplicationUntilProxyStarts?.value ?? false) || injector.values.holdApplication;
}

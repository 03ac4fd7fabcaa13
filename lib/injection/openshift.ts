import { containersOf, findSidecar, INIT, PROXY, replaceContainer, VALIDATION } from "./containers.ts";
import type { Container, Pod, SecurityContext } from "./pod.ts";

/**
 * OpenShift gives every container of a pod the same user before the webhook is called. On the user's own
 * `istio-proxy` that looks like a wish, and would make the proxy's traffic the application's: ids equal to
 * the application's are dropped (pkg/kube/inject/webhook.go, inject and isSidecarUserMatchingAppUser).
 */
export function withoutAssignedProxyUser(pod: Pod): Pod {
  if (findSidecar(pod)?.securityContext === undefined || !runsAsApplication(pod)) return pod;
  return replaceContainer(pod, PROXY, (proxy) => {
    const { runAsUser: _user, runAsGroup: _group, ...rest } = proxy.securityContext as SecurityContext;
    return { ...proxy, securityContext: rest };
  });
}

/** Nobody named is user 0 here; of several containers, the last one that says something counts. */
function runsAsApplication(pod: Pod): boolean {
  const containers = [...containersOf(pod, "containers"), ...containersOf(pod, "initContainers")];
  const istios = [PROXY, INIT, VALIDATION];
  const proxy = lastUser(containers.filter(({ name }) => name === PROXY));
  return proxy === lastUser(containers.filter(({ name }) => !istios.includes(name)));
}

function lastUser(containers: readonly Container[]): number | bigint {
  return (
    containers.findLast((it) => it.securityContext?.runAsUser !== undefined)?.securityContext?.runAsUser ?? 0
  );
}

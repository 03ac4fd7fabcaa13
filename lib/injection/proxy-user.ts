import { interceptionModes } from "../istio/proxy-config.ts";
import {
  containersOf,
  findContainer,
  findSidecar,
  INIT,
  PROXY,
  replaceContainer,
  VALIDATION,
} from "./containers.ts";
import { INTERCEPTION_MODE } from "./names.ts";
import type { InjectionParameters } from "./parameters.ts";
import { annotationOf, type Container, type Pod, type SecurityContext } from "./pod.ts";

/**
 * Where the user runs the proxy as somebody else, traffic capture has to know whose traffic is the proxy's
 * (pkg/kube/inject/webhook.go, adjustInitContainerUser). `merged` is the pod with the user's container applied.
 */
export function followProxyUser(merged: Pod, { pod: original, proxyConfig }: InjectionParameters): Pod {
  const wish = findSidecar(original)?.securityContext;
  if (wish?.runAsUser === undefined && wish?.runAsGroup === undefined) return merged;
  const initContainers = containersOf(merged, "initContainers");
  const init = findContainer(INIT, initContainers) ?? findContainer(VALIDATION, initContainers);
  if (init === undefined) return merged;
  const tproxy =
    proxyConfig.interceptionMode === interceptionModes.tproxy ||
    annotationOf(merged, INTERCEPTION_MODE) === "TPROXY";
  const pod = tproxy && wish.runAsUser !== undefined ? replaceContainer(merged, PROXY, asRoot) : merged;
  const runAsProxy = !tproxy && init.name === VALIDATION;
  return replaceInitContainer(pod, init.name, (container) =>
    withUserArgument(runAsProxy ? runningAs(container, wish) : container, wish.runAsUser),
  );
}

/** TPROXY needs root. */
function asRoot(proxy: Container): Container {
  return { ...proxy, securityContext: { ...proxy.securityContext, runAsUser: 0 } };
}

/** The validation has the proxy's ids; istio-init stays root. */
function runningAs(container: Container, { runAsUser, runAsGroup }: SecurityContext): Container {
  return {
    ...container,
    securityContext: {
      ...container.securityContext,
      ...(runAsUser !== undefined && { runAsUser }),
      ...(runAsGroup !== undefined && { runAsGroup }),
    },
  };
}

/** The value of the first "-u": the user whose traffic is not captured. It must not be root's. */
function withUserArgument(container: Container, user: SecurityContext["runAsUser"]): Container {
  const at = container.args?.indexOf("-u") ?? -1;
  if (!user || at === -1 || at + 1 >= (container.args?.length ?? 0)) return container;
  return { ...container, args: container.args?.with(at + 1, String(user)) ?? [] };
}

function replaceInitContainer(pod: Pod, name: string, change: (container: Container) => Container): Pod {
  const initContainers = containersOf(pod, "initContainers");
  const at = initContainers.findIndex((container) => container.name === name);
  const changed = initContainers.with(at, change(initContainers[at] as Container));
  return { ...pod, spec: { ...pod.spec, initContainers: changed } };
}

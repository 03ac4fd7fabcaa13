import { clampedInt64, parseBool } from "../../gotemplate/strconv.ts";
import { findSidecar, mapAppContainers, PROXY, replaceContainer } from "../containers.ts";
import { REWRITE_APP_HTTP_PROBERS, SIDECAR_STATUS, STATUS_PORT } from "../names.ts";
import { annotationOf, type Container, type Handler, type Lifecycle, type Pod, type Probe } from "../pod.ts";
import type { PostContext } from "./context.ts";
import { appProbers, probeUrls, withProbers } from "./probers.ts";

/**
 * The kubelet has no certificate of the mesh, so it asks the agent, which asks the application: the
 * original probes go into a variable of the proxy, and httpGet probes of the agent take their place
 * (pkg/kube/inject/app_probe.go, and applyRewrite). Pods without a proxy keep theirs.
 */
export function rewriteProbes(pod: Pod, { parameters: { injector, mesh } }: PostContext): Pod {
  if (findSidecar(pod) === undefined || !wantsRewriting(pod, injector.values.rewriteAppHttpProbe)) return pod;
  const probers = appProbers(pod, mesh.statusPort, injector.rewritesHooks);
  const injectedBefore = annotationOf(pod, SIDECAR_STATUS) !== undefined;
  const announced = probers
    ? replaceContainer(pod, PROXY, (proxy) => withProbers(proxy, probers, injectedBefore))
    : pod;
  const port = statusPortOf(pod, mesh.statusPort);
  return mapAppContainers(announced, (container) =>
    rewriteContainer(container, port, injector.rewritesHooks),
  );
}

function wantsRewriting(pod: Pod, setting: boolean): boolean {
  const annotation = annotationOf(pod, REWRITE_APP_HTTP_PROBERS);
  return (annotation === undefined ? undefined : parseBool(annotation)) ?? setting;
}

/** The annotation's port, 0 where it is no number to Atoi: " 15020" passes validation and still is none. */
function statusPortOf(pod: Pod, setting: number): number {
  const annotation = annotationOf(pod, STATUS_PORT);
  return annotation === undefined ? setting : Number(clampedInt64(annotation));
}

function rewriteContainer(container: Container, port: number, rewritesHooks: boolean): Container {
  const urls = probeUrls(container.name);
  const { readinessProbe, livenessProbe, startupProbe, lifecycle } = container;
  return {
    ...container,
    ...(readinessProbe && { readinessProbe: rewriteProbe(readinessProbe, urls.readyz, port) }),
    ...(livenessProbe && { livenessProbe: rewriteProbe(livenessProbe, urls.livez, port) }),
    ...(startupProbe && { startupProbe: rewriteProbe(startupProbe, urls.startupz, port) }),
    ...(lifecycle && rewritesHooks && { lifecycle: rewriteLifecycle(lifecycle, urls, port) }),
  };
}

function rewriteLifecycle(lifecycle: Lifecycle, urls: ReturnType<typeof probeUrls>, port: number): Lifecycle {
  const { preStop, postStart } = lifecycle;
  return {
    ...lifecycle,
    ...(preStop && { preStop: rewriteHandler(preStop, urls.prestopz, port) }),
    ...(postStart && { postStart: rewriteHandler(postStart, urls.poststartz, port) }),
  };
}

/** httpGet, or else tcpSocket, or else gRPC; a probe that runs a command stays. */
function rewriteProbe(probe: Probe, path: string, port: number): Probe {
  if (probe.httpGet || probe.tcpSocket || !probe.grpc) return rewriteHandler(probe, path, port);
  const { grpc: _, ...rest } = probe;
  return { ...rest, httpGet: { path, port } };
}

/** Lifecycle handlers know no gRPC. The agent itself speaks HTTPS to the application, the kubelet HTTP to it. */
function rewriteHandler<T extends Handler>(handler: T, path: string, port: number): T {
  const { httpGet, tcpSocket, ...rest } = handler;
  if (httpGet) {
    const scheme = httpGet.scheme === "HTTPS" ? { scheme: "HTTP" } : {};
    return { ...handler, httpGet: { ...httpGet, path, port, ...scheme } };
  }
  return tcpSocket ? ({ ...rest, httpGet: { path, port } } as unknown as T) : handler;
}

import type { Container, EnvVar, Pod, PodSpec } from "./pod.ts";
import { withSpec } from "./pod.ts";

export const PROXY = "istio-proxy";
export const VALIDATION = "istio-validation";
export const INIT = "istio-init";
export const ENABLE_CORE_DUMP = "enable-core-dump";

export type ContainerList = "containers" | "initContainers";

export function containersOf(pod: Pod, list: ContainerList): readonly Container[] {
  return pod.spec[list] ?? [];
}

/** Init containers first, as Istio looks through them for probes. */
export function allContainers(pod: Pod): readonly Container[] {
  return [...containersOf(pod, "initContainers"), ...containersOf(pod, "containers")];
}

export function findContainer(name: string, containers: readonly Container[]): Container | undefined {
  return containers.find((container) => container.name === name);
}

/** The first of that name, containers before init containers. */
export function findContainerInPod(name: string, pod: Pod): Container | undefined {
  return (
    findContainer(name, containersOf(pod, "containers")) ??
    findContainer(name, containersOf(pod, "initContainers"))
  );
}

/** The proxy, wherever it is: a container, or an init container where the sidecar is native. */
export function findSidecar(pod: Pod): Container | undefined {
  return findContainerInPod(PROXY, pod);
}

export function withContainers(pod: Pod, list: ContainerList, containers: readonly Container[]): Pod {
  if (list === "initContainers" && containers.length === 0) {
    const { initContainers: _, ...spec } = pod.spec;
    return { ...pod, spec: spec as PodSpec };
  }
  return withSpec(pod, { [list]: containers });
}

/** Puts another container in the place of the first of that name, containers before init containers. */
export function replaceContainer(pod: Pod, name: string, change: (container: Container) => Container): Pod {
  for (const list of ["containers", "initContainers"] as const) {
    const containers = containersOf(pod, list);
    const at = containers.findIndex((container) => container.name === name);
    if (at !== -1) return withContainers(pod, list, containers.with(at, change(containers[at] as Container)));
  }
  return pod;
}

/** Changes every container but the proxy, init containers included. */
export function mapAppContainers(pod: Pod, change: (container: Container) => Container): Pod {
  let result = pod;
  for (const list of ["containers", "initContainers"] as const) {
    if (containersOf(pod, list).length === 0) continue;
    const changed = containersOf(pod, list).map((it) => (it.name === PROXY ? it : change(it)));
    result = withContainers(result, list, changed);
  }
  return result;
}

export type Place = "first" | "last" | "removed";

/** The list with the containers of that name taken out, and the last one of them put back where `place` says. */
export function placeContainer(
  containers: readonly Container[],
  name: string,
  place: Place,
): readonly Container[] {
  const rest = containers.filter((container) => container.name !== name);
  const match = containers.findLast((container) => container.name === name);
  if (match === undefined || place === "removed") return rest;
  return place === "first" ? [match, ...rest] : [...rest, match];
}

/** With this environment; an empty one leaves the field out, as Go does. */
export function withEnv(container: Container, env: readonly EnvVar[]): Container {
  const { env: _, ...rest } = container;
  return env.length > 0 ? { ...rest, env } : rest;
}

export function appendEnv(container: Container, name: string, value: string): Container {
  return withEnv(container, [...(container.env ?? []), envVar(name, value)]);
}

export function envVar(name: string, value: string): EnvVar {
  return value === "" ? { name } : { name, value };
}

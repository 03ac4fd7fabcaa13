import { type ContainerList, containersOf, findContainer, findContainerInPod } from "./containers.ts";
import { within } from "./errors.ts";
import { PROXY_OVERRIDES, SIDECAR_STATUS } from "./names.ts";
import { applyContainer } from "./overlay.ts";
import { type Overrides, readOverrides, writeOverrides } from "./overrides.ts";
import type { InjectionParameters } from "./parameters.ts";
import { annotationOf, type Container, type Pod, withAnnotations } from "./pod.ts";
import { followProxyUser } from "./proxy-user.ts";
import { readStatus } from "./strip.ts";

/** An image that stands for "the template's": a container must have one, also where the user wants no other. */
const AUTO_IMAGE = "auto";

/** Istio's messages tell the two lists apart. */
const STAGE: Readonly<Record<ContainerList, string>> = {
  containers: "failed to apply sidecar container",
  initContainers: "failed to apply sidecar init container",
};

/**
 * Lets a user's own container overrule the template's of the same name, by laying it over the merged pod
 * once more (pkg/kube/inject/webhook.go, reapplyOverwrittenContainers). For each container of the templates:
 *
 * 1. The pod has none of that name: nothing to do.
 * 2. The pod has one from an earlier injection: the template's new one stays.
 * 3. The user has one, in the pod or in the overrides that an earlier injection kept: it is applied, and
 *    on the first injection kept in `proxy.istio.io/overrides`.
 */
export function reapplyOverwrittenContainers(
  merged: Pod,
  template: Pod,
  parameters: InjectionParameters,
): Pod {
  const { pod: original } = parameters;
  const overrides = overwritten(template, original);
  const reapplied = (["containers", "initContainers"] as const).reduce(
    (pod, list) => overrides[list].reduce((it, container) => reapply(it, list, container), pod),
    merged,
  );
  return followProxyUser(keepOverrides(reapplied, original, overrides), parameters);
}

function reapply(pod: Pod, list: ContainerList, container: Container): Pod {
  return within(STAGE[list], () => applyContainer(pod, list, container));
}

/** The user's containers, in the order of the templates. */
function overwritten(template: Pod, original: Pod): Overrides {
  const kept = readOverrides(original);
  const injected = readStatus(original);
  const pick = (list: ContainerList, ofPod: (name: string) => Container | undefined) =>
    containersOf(template, list)
      .filter(({ name }) => !injected[list].includes(name))
      .map(({ name }) => findContainer(name, kept[list]) ?? ofPod(name))
      .filter((container) => container !== undefined)
      .map(withoutAutoImage);
  return {
    containers: pick("containers", (name) => findContainer(name, containersOf(original, "containers"))),
    // A native sidecar is an init container of the template; the user wrote an ordinary one.
    initContainers: pick("initContainers", (name) => findContainerInPod(name, original)),
  };
}

function withoutAutoImage(container: Container): Container {
  if (container.image !== AUTO_IMAGE) return container;
  const { image: _, ...rest } = container;
  return rest;
}

function keepOverrides(pod: Pod, original: Pod, overrides: Overrides): Pod {
  const none = overrides.containers.length === 0 && overrides.initContainers.length === 0;
  if (none || annotationOf(original, SIDECAR_STATUS) !== undefined) return pod;
  return withAnnotations(pod, { ...pod.metadata.annotations, [PROXY_OVERRIDES]: writeOverrides(overrides) });
}

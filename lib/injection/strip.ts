import { JsonSyntaxError, parseJson } from "../kubernetes/json.ts";
import { isObject } from "../kubernetes/objects.ts";
import { containersOf, placeContainer, withContainers } from "./containers.ts";
import type { MeshSettings } from "./mesh-settings.ts";
import { SIDECAR_STATUS } from "./names.ts";
import { annotationOf, type Pod, withAnnotations } from "./pod.ts";
import { annotationMeaning, PORT, withoutPrometheus } from "./post/prometheus-annotations.ts";

/** What `sidecar.istio.io/status` says of an earlier injection. */
export interface InjectionStatus {
  readonly containers: readonly string[];
  readonly initContainers: readonly string[];
}

/**
 * The pod without what an earlier injection put into it, for the templates to look at: injecting twice is
 * to give what injecting once gives (pkg/kube/inject/inject.go, stripPod). A pod whose status cannot be
 * read is left as it is.
 */
export function stripPod(pod: Pod, mesh: Pick<MeshSettings, "statusPort">): Pod {
  const status = strictStatus(pod);
  if (status === undefined) return pod;
  const stripped = removeContainers(removeContainers(pod, "containers", status), "initContainers", status);
  const agentPort = annotationMeaning(pod, PORT) === String(mesh.statusPort);
  const annotations = agentPort ? withoutPrometheus(pod) : { ...pod.metadata.annotations };
  delete annotations[SIDECAR_STATUS];
  return withAnnotations(stripped, annotations);
}

function removeContainers(pod: Pod, list: keyof InjectionStatus, status: InjectionStatus): Pod {
  if (status[list].length === 0) return pod;
  const kept = status[list].reduce(
    (it, name) => placeContainer(it, name, "removed"),
    containersOf(pod, list),
  );
  return withContainers(pod, list, kept);
}

/** As SidecarInjectionStatus, where one field of a wrong type makes the whole annotation unreadable. */
function strictStatus(pod: Pod): InjectionStatus | undefined {
  const json = statusJson(pod);
  if (json === undefined) return undefined;
  const lists = ["initContainers", "containers", "volumes", "imagePullSecrets"].map(
    (field) => json[field] ?? [],
  );
  const valid = lists.every(
    (list) => Array.isArray(list) && list.every((it) => typeof it === "string" || it === null),
  );
  if (!valid || typeof (json.revision ?? "") !== "string") return undefined;
  return { initContainers: lists[0] as string[], containers: lists[1] as string[] };
}

/**
 * The containers that an earlier injection added; none where the annotation cannot be read. (parseStatus
 * of pkg/kube/inject/webhook.go, which would crash on lists of a wrong type)
 */
export function readStatus(pod: Pod): InjectionStatus {
  const json = statusJson(pod) ?? {};
  const names = (list: unknown) =>
    Array.isArray(list) ? list.filter((name) => typeof name === "string") : [];
  return { containers: names(json.containers), initContainers: names(json.initContainers) };
}

/** The annotation as JSON; undefined where there is none, or it is no object. */
export function statusJson(pod: Pod): Readonly<Record<string, unknown>> | undefined {
  const text = annotationOf(pod, SIDECAR_STATUS);
  if (text === undefined) return undefined;
  try {
    const json = parseJson(text) ?? {};
    return isObject(json) ? json : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

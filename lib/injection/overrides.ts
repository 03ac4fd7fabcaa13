import { decode } from "../kubernetes/decode.ts";
import { KubernetesError } from "../kubernetes/errors.ts";
import { parseJson, stringifyJson } from "../kubernetes/json.ts";
import { isObject } from "../kubernetes/objects.ts";
import { containersOf, findContainer, withContainers } from "./containers.ts";
import { PROXY_OVERRIDES } from "./names.ts";
import { annotationOf, type Container, type Pod } from "./pod.ts";

/** Containers of the user's that go over those of the templates, as `proxy.istio.io/overrides` keeps them. */
export interface Overrides {
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
}

/**
 * What an earlier injection kept of the user's containers.
 *
 * @throws JsonSyntaxError or KubernetesError where the annotation cannot be read
 */
export function readOverrides(pod: Pod): Overrides {
  const annotation = annotationOf(pod, PROXY_OVERRIDES);
  if (annotation === undefined) return { containers: [], initContainers: [] };
  const json = parseJson(annotation) ?? {};
  if (!isObject(json)) throw notAnObject(json);
  return {
    containers: containersIn(json, "containers"),
    initContainers: containersIn(json, "initContainers"),
  };
}

export function writeOverrides({ containers, initContainers }: Overrides): string {
  return stringifyJson({
    ...(containers.length > 0 && { containers }),
    ...(initContainers.length > 0 && { initContainers }),
  });
}

/** Keys match as Go matches them: exactly, or else but for case; the last one counts. */
function containersIn(json: Record<string, unknown>, field: keyof Overrides): readonly Container[] {
  const key = Object.keys(json).findLast((name) => name.toLowerCase() === field.toLowerCase());
  return key === undefined ? [] : ((decode("[]v1.Container", json[key]) ?? []) as readonly Container[]);
}

function notAnObject(json: unknown): KubernetesError {
  const kind = Array.isArray(json) ? "array" : typeof json === "boolean" ? "bool" : typeof json;
  return new KubernetesError(
    "JSON_TYPE",
    `json: cannot unmarshal ${kind} into Go value of type inject.podOverrides`,
  );
}

/**
 * Puts containers of the overrides back that stripping removed, so that a template which changes one of
 * the pod's own containers finds it again (pkg/kube/inject/webhook.go, reinsertOverrides).
 */
export function reinsertOverrides(pod: Pod): Pod {
  const overrides = readOverrides(pod);
  return (["containers", "initContainers"] as const).reduce((result, list) => {
    const missing = overrides[list].filter(({ name }) => !findContainer(name, containersOf(pod, list)));
    return missing.length > 0
      ? withContainers(result, list, [...containersOf(result, list), ...missing])
      : result;
  }, pod);
}

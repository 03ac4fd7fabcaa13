import { decode } from "../kubernetes/decode/decode.ts";
import { KubernetesError } from "../kubernetes/errors.ts";
import { parseJson, stringifyJson } from "../kubernetes/json.ts";
import { isObject, type JsonObject } from "../kubernetes/objects.ts";
import { containersOf, findContainer, withContainers } from "./containers.ts";
import { PROXY_OVERRIDES } from "./names.ts";
import { annotationOf, type Container, type Pod, type PodSpec } from "./pod.ts";

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
  const json = parseJson(annotation, { repeated: true }) ?? {};
  if (!isObject(json)) throw jsonTypeError(`${kindOf(json)} into Go value of type inject.podOverrides`);
  const { containers, initContainers = [] } = decodeLists(json);
  return { containers: containers ?? [], initContainers };
}

/** The two lists, decoded as a pod's are; Istio has a type of its own for them, which its messages name. */
function decodeLists(json: JsonObject): PodSpec {
  const lists = Object.entries(json).filter(([key]) => /^(init)?containers$/i.test(key));
  try {
    return decode("v1.PodSpec", Object.fromEntries(lists)) as PodSpec;
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    throw new KubernetesError(error.code, error.message.replace(" PodSpec.", " podOverrides."));
  }
}

export function writeOverrides({ containers, initContainers }: Overrides): string {
  return stringifyJson({
    ...(containers.length > 0 && { containers }),
    ...(initContainers.length > 0 && { initContainers }),
  });
}

function kindOf(json: unknown): string {
  if (Array.isArray(json)) return "array";
  return typeof json === "boolean" ? "bool" : typeof json;
}

function jsonTypeError(what: string): KubernetesError {
  return new KubernetesError("JSON_TYPE", `json: cannot unmarshal ${what}`);
}

/**
 * Puts containers of the overrides back that stripping removed, so that a template which changes one of
 * the pod's own containers finds it again; of several of one name, the first (pkg/kube/inject/webhook.go,
 * reinsertOverrides).
 */
export function reinsertOverrides(pod: Pod): Pod {
  const overrides = readOverrides(pod);
  return (["containers", "initContainers"] as const).reduce((result, list) => {
    const present = containersOf(result, list);
    const all = [...present];
    for (const container of overrides[list]) if (!findContainer(container.name, all)) all.push(container);
    return all.length === present.length ? result : withContainers(result, list, all);
  }, pod);
}

import { KubernetesError } from "../../lib/kubernetes/errors.ts";
import { isObject, type JsonObject } from "../../lib/kubernetes/objects.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { asFirstSent, asSent } from "../kubernetes/as-sent.ts";
import { type Pod, SAMPLE_PODS } from "./sample-pods.ts";

/** One pod, for all that are made alike. */
export interface PodGroup {
  /** "shop/web-7d9f-x2k". */
  readonly name: string;
  readonly pod: Pod;
  /** How many it stands for: those of one controller differ in nothing that an injector looks at. */
  readonly count: number;
}

/**
 * The pods of a file (`kubectl get pods -A -o yaml`, or `-o json`, which is read faster) as they were before an
 * injector saw them, one for each controller; the samples where there is no file.
 *
 * @throws UsageError where it holds none
 */
export async function podGroups(file: string | undefined): Promise<readonly PodGroup[]> {
  if (file === undefined) return SAMPLE_PODS.map((pod) => ({ name: nameOf(pod), pod, count: 1 }));
  const text = await readText(file);
  const document = (
    text.trimStart().startsWith("{") ? JSON.parse(text) : parseYaml(text)
  ) as JsonObject | null;
  const items = Array.isArray(document?.items) ? document.items : [document];
  const pods = items.filter((item): item is Pod => isObject(item) && isObject(item.metadata));
  if (pods.length === 0)
    throw new UsageError(`${file} holds no pods`, { hint: "Make one: kubectl get pods -A -o yaml" });
  const groups = new Map<string, PodGroup>();
  for (const pod of pods) {
    const key = groupOf(pod);
    const known = groups.get(key);
    groups.set(
      key,
      known
        ? { ...known, count: known.count + 1 }
        : { name: nameOf(pod), pod: beforeInjection(pod), count: 1 },
    );
  }
  return [...groups.values()];
}

export function nameOf({ metadata: { namespace = "default", name } }: Pod): string {
  return `${namespace}/${name}`;
}

/** A pod that cannot be read stays as it is: whoever injects it says what is wrong with it. */
function beforeInjection(pod: Pod): Pod {
  try {
    return asFirstSent(asSent(pod)) as Pod;
  } catch (error) {
    if (error instanceof KubernetesError) return pod;
    throw error;
  }
}

function groupOf(pod: Pod): string {
  const { ownerReferences } = pod.metadata as { ownerReferences?: unknown };
  const owners = Array.isArray(ownerReferences) ? ownerReferences : [];
  const controller = owners.find((owner) => owner?.controller === true)?.uid;
  return typeof controller === "string" ? controller : nameOf(pod);
}

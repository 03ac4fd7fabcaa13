import { SIDECAR_STATUS } from "../../lib/injection/names.ts";
import { isObject, own } from "../../lib/kubernetes/objects.ts";
import type { KubernetesObject } from "../kubernetes/api.ts";

/** What the status annotation lists, in the words of messages. */
const LISTS = { initContainers: "init container", containers: "container", volumes: "volume" } as const;

/**
 * Whether a pod's sidecar is of another version than the one that it would get now. A version is
 *
 * - the images of the injected containers: name and tag or digest, but not the registry before them, which
 *   mirrors rewrite on the way;
 * - what was injected: the lists of containers, init containers and volumes of `sidecar.istio.io/status`, which the
 *   templates decide on, and native sidecars;
 * - the revision in it.
 *
 * Not compared: variables, arguments and resources of the containers. They follow the pod's own annotations and
 * what other webhooks add, and differ without a new version.
 *
 * @param pod as it is in the cluster. @param now the same pod, injected anew.
 * @returns how it differs, in words.
 */
export function versionDifferences(pod: KubernetesObject, now: KubernetesObject): string[] {
  const [has, wants] = [statusOf(pod), statusOf(now)];
  return [
    ...(has.revision === wants.revision ? [] : [`revision ${has.revision}, now ${wants.revision}`]),
    ...Object.entries(LISTS).flatMap(([key, word]) => {
      const [before, after] = [has.lists[key] ?? [], wants.lists[key] ?? []];
      return [
        ...after.filter((name) => !before.includes(name)).map((name) => `lacks the ${word} ${name}`),
        ...before.filter((name) => !after.includes(name)).map((name) => `has the ${word} ${name} still`),
      ];
    }),
    ...imageDifferences(pod, now, [...(wants.lists.containers ?? []), ...(wants.lists.initContainers ?? [])]),
  ];
}

function imageDifferences(pod: KubernetesObject, now: KubernetesObject, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const [has, wants] = [imageOf(pod, name), imageOf(now, name)];
    if (has === undefined || wants === undefined || sameImage(has, wants)) return [];
    return [`${name} is ${short(has)}, now ${short(wants)}`];
  });
}

interface Status {
  readonly revision: string;
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** Written by Istio or by remora, and editable by whoever may change pods. */
function statusOf({ metadata }: KubernetesObject): Status {
  const parsed = parse(metadata.annotations?.[SIDECAR_STATUS]);
  const lists = Object.keys(LISTS).map((key) => {
    const value = own(parsed, key);
    return [key, Array.isArray(value) ? value.filter((name) => typeof name === "string") : []];
  });
  const revision = own(parsed, "revision");
  return {
    revision: typeof revision === "string" && revision ? revision : "default",
    lists: Object.fromEntries(lists),
  };
}

function parse(text: unknown): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(String(text));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function imageOf({ spec }: KubernetesObject, name: string): string | undefined {
  const all = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return all.find((container: KubernetesObject) => container.name === name)?.image;
}

function sameImage(a: string, b: string): boolean {
  return a === b || short(a) === short(b);
}

/** "registry.example.com:5000/istio/proxyv2:1.30.0" → "proxyv2:1.30.0". */
function short(image: string): string {
  return image.slice(image.lastIndexOf("/") + 1);
}

import { isObject, own } from "../kubernetes/objects.ts";

/**
 * The resource of a kind, as `kubectl api-resources -o name` prints it: "deployments.apps". A cluster knows it;
 * without one it is guessed from the English plural, which all of Kubernetes' own kinds follow.
 *
 * @returns undefined for what is no Kubernetes object
 */
export function resourceNameOf(document: unknown): string | undefined {
  if (!isObject(document)) return undefined;
  const { kind, apiVersion } = { kind: own(document, "kind"), apiVersion: own(document, "apiVersion") };
  if (typeof kind !== "string" || kind === "" || typeof apiVersion !== "string") return undefined;
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return group === "" ? plural(kind.toLowerCase()) : `${plural(kind.toLowerCase())}.${group}`;
}

function plural(noun: string): string {
  if (noun === "endpoints") return noun;
  if (/(?:s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

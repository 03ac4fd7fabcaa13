import { isObject, type JsonObject, own } from "../../kubernetes/objects.ts";
import { jsonField, type KubernetesType, kubernetesType } from "../../kubernetes/schema/schema.ts";

/** A value of a pod that holds no others. */
export interface Leaf {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly value: unknown;
}

const POD = kubernetesType("v1.Pod");

/**
 * The leaves of a pod, by addresses under which they are found again in another: elements of lists that merge by
 * a key go by its value, "/spec/containers[istio-proxy]/image", and only others by their place.
 */
export function leavesOf(pod: unknown): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (value: unknown, path: readonly (string | number)[], step: Step): void => {
    const members = membersOf(value);
    if (members.length === 0) leaves.set(step.address, { path: pointer(path), value });
    for (const [key, member] of members) visit(member, [...path, key], descend(step, key, member));
  };
  visit(pod, [], ROOT);
  return leaves;
}

/** The address of a value of a document shaped like a pod. */
export function addressOf(document: unknown, path: readonly (string | number)[]): string {
  let [step, value]: [Step, unknown] = [ROOT, document];
  for (const key of path) {
    value = Array.isArray(value) || isObject(value) ? own(value as JsonObject, String(key)) : undefined;
    step = descend(step, key, value);
  }
  return step.address;
}

interface Step {
  readonly address: string;
  /** Undefined for what Kubernetes does not know. */
  readonly type: KubernetesType | undefined;
  readonly mergeKey: string;
}
const ROOT: Step = { address: "", type: POD, mergeKey: "" };

function descend({ address, type, mergeKey }: Step, key: string | number, member: unknown): Step {
  const target = type?.kind === "ptr" ? type.elem : type;
  if (typeof key === "number") {
    const elem = target?.kind === "slice" ? target.elem : undefined;
    const id = mergeKey && isObject(member) ? member[mergeKey] : undefined;
    return { address: `${address}[${id === undefined ? `#${key}` : String(id)}]`, type: elem, mergeKey: "" };
  }
  if (target?.kind === "map")
    return { address: `${address}/${escapeToken(key)}`, type: target.elem, mergeKey: "" };
  const field = target?.kind === "struct" ? jsonField(target, key) : undefined;
  return {
    address: `${address}/${escapeToken(field?.jsonName ?? key)}`,
    type: field?.type,
    mergeKey: field?.patchStrategy.includes("merge") ? field.patchMergeKey : "",
  };
}

function membersOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return value.map((item, i) => [i, item]);
  return isObject(value) ? Object.entries(value) : [];
}

/** The JSON Pointer of a path. */
export function pointer(path: readonly (string | number)[]): string {
  return path.map((token) => `/${escapeToken(String(token))}`).join("");
}

/** The path of a JSON Pointer. */
export function tokensOf(jsonPointer: string): string[] {
  const tokens = jsonPointer.split("/").slice(1);
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}

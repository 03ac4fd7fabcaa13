import { numberLiteral } from "../decode/context.ts";
import { KubernetesError } from "../errors.ts";
import { formatFloat64 } from "../go-float.ts";
import { isObject } from "../objects.ts";

/** What a value is, in the words of apimachinery's messages. */
export type ValueKind = "map" | "list" | "string" | "number" | "bool" | "null";

export function kindOf(value: unknown): ValueKind {
  if (typeof value === "string") return "string";
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "boolean") return "bool";
  return isObject(value) ? "map" : "number";
}

const goTypes: Readonly<Record<ValueKind, string>> = {
  map: "map[string]interface {}",
  list: "[]interface {}",
  string: "string",
  number: "float64",
  bool: "bool",
  null: "%!s(<nil>)",
};

export function mergeError(message: string): KubernetesError {
  return new KubernetesError("STRATEGIC_MERGE", message);
}

/** (apimachinery: mergepatch.ErrBadArgType) */
export function badArgument(expected: "map" | "list", actual: unknown): KubernetesError {
  return mergeError(`expected a ${goTypes[expected]}, but received a ${goTypes[kindOf(actual)]}`);
}

/** (apimachinery: mergepatch.ErrNoMergeKey) */
export function noMergeKey(item: unknown, mergeKey: string): KubernetesError {
  return mergeError(`map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`);
}

/** (apimachinery: mergepatch.ErrBadPatchType) */
export function badDirective(directive: unknown, patch: unknown): KubernetesError {
  return mergeError(`unknown patch type: ${goPrintAsString(directive)} in map: ${goPrint(patch)}`);
}

/** Go's == on two values of JSON: scalars compare, two objects or two lists cannot be compared. */
export function sameValue(left: unknown, right: unknown): boolean {
  return kindOf(left) === kindOf(right) && scalarKey(left) === scalarKey(right);
}

/** Go's %v of a value of JSON: map[a:1 b:[x y]] */
export function goPrint(value: unknown): string {
  switch (kindOf(value)) {
    case "null":
      return "<nil>";
    case "list":
      return `[${(value as unknown[]).map(goPrint).join(" ")}]`;
    case "map":
      return `map[${sortedEntries(value as object)
        .map(([key, item]) => `${key}:${goPrint(item)}`)
        .join(" ")}]`;
    case "number":
      return formatFloat64(Number(numberLiteral(value)));
    default:
      return String(value);
  }
}

/** Go's %s, which complains about whatever is no string. */
function goPrintAsString(value: unknown): string {
  switch (kindOf(value)) {
    case "string":
      return String(value);
    case "list":
      return `[${(value as unknown[]).map(goPrintAsString).join(" ")}]`;
    case "map":
      return `map[${sortedEntries(value as object)
        .map(([key, item]) => `${key}:${goPrintAsString(item)}`)
        .join(" ")}]`;
    case "null":
      return "%!s(<nil>)";
    default:
      return `%!s(${goTypes[kindOf(value)]}=${goPrint(value)})`;
  }
}

function sortedEntries(object: object): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** A scalar as a key of a Map that is equal exactly where Go's == is; there is none for objects and lists. */
export function scalarKey(value: unknown): unknown {
  if (typeof value === "string") return value;
  const kind = kindOf(value);
  if (kind === "map" || kind === "list") {
    throw mergeError(`runtime error: comparing uncomparable type ${goTypes[kind]}`);
  }
  return kind === "number" ? Number(numberLiteral(value)) : (value ?? null);
}

/** A set of scalars where Go has a map: its panics read differently. */
export class ScalarSet {
  readonly #keys: ReadonlySet<unknown>;

  constructor(values: readonly unknown[]) {
    this.#keys = new Set(values.map((value) => hashable(value, "runtime error: hash of unhashable type")));
  }

  has(value: unknown): boolean {
    const complaint = `${this.#keys.size === 0 ? "" : "runtime error: "}hash of unhashable type`;
    return this.#keys.has(hashable(value, this.#keys.size === 0 ? `${complaint}:` : complaint));
  }
}

function hashable(value: unknown, complaint: string): unknown {
  const kind = kindOf(value);
  if (kind === "map" || kind === "list") throw mergeError(`${complaint} ${goTypes[kind]}`);
  return scalarKey(value);
}

import jsonPatch, { type Operation } from "fast-json-patch";
import { isObject } from "./objects.ts";

/**
 * Applies a JSON Patch to a copy. What it adds is copied too: a later operation may reach into it, and the patch
 * may be applied again.
 *
 * @throws JsonPatchError of fast-json-patch, with the index of the operation that does not apply
 */
export function applyJsonPatch(value: unknown, operations: readonly Operation[]): unknown {
  const own = operations.map((operation) => copy(operation, freeze) as Operation);
  const { newDocument } = jsonPatch.applyPatch(copy(value, freeze), own, true, true);
  return copy(newDocument, thaw);
}

/** The library writes whole documents into its errors as JSON, which knows no bigint: meanwhile they are texts of their own kind. */
const freeze = (leaf: unknown) => (typeof leaf === "bigint" ? new FrozenInteger(leaf) : leaf);
const thaw = (leaf: unknown) => (leaf instanceof FrozenInteger ? leaf.value : leaf);

class FrozenInteger {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
  toJSON(): string {
    return this.value.toString();
  }
}

function copy(value: unknown, leaf: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((member) => copy(member, leaf));
  if (!isObject(value)) return leaf(value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, leaf)]));
}

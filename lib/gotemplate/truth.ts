import { isPlainObject } from "./types.ts";
import { GoMap, type GoValue, Named, Nil, Num, Slice } from "./values.ts";

/** Whether a value counts as true for `if`, `and` and the like: not the zero of its type. */
export function isTrue(value: GoValue): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    default:
      return value !== null && value !== undefined && isTrueObject(value);
  }
}

/** Structs, functions and pointers are true if they are there at all. */
function isTrueObject(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof Slice) return value.items.length > 0;
  if (value instanceof Num) return value.value !== 0n && value.value !== 0;
  if (value instanceof Named) return value.value !== "" && value.value !== false;
  if (value instanceof Nil) return false;
  return !isPlainObject(value) || Object.keys(value).length > 0;
}

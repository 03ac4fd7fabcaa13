/** What sprig asks of Go's reflect package: kinds, emptiness, deep equality. */

import { elementsOf, typed } from "../gotemplate/typed.ts";
import { isGoFunc, sameType, typeOf } from "../gotemplate/types.ts";
import {
  GoError,
  GoMap,
  type GoValue,
  Named,
  Nil,
  Num,
  Pointer,
  Slice,
  Struct,
  type StructField,
} from "../gotemplate/values.ts";

/** reflect.Kind as text; "invalid" for nil. */
export function kindOf(value: GoValue): string {
  return isNothing(value) ? "invalid" : typeOf(value).kind;
}

export function isNothing(value: GoValue): value is null | undefined {
  return value === null || value === undefined;
}

export const NIL_DEREFERENCE = "runtime error: invalid memory address or nil pointer dereference";

/**
 * The elements of a slice.
 *
 * @throws GoError with `complaint` and the kind for what is no slice, and Go's panic for nil
 */
export function elements(list: GoValue, complaint: string): readonly GoValue[] {
  if (isNothing(list)) throw new GoError(NIL_DEREFERENCE);
  const found = elementsOf(list);
  if (found === undefined) throw new GoError(`${complaint} ${kindOf(list)}`);
  return found;
}

/** sprig's `empty`: the zero value of its type, a string, list or map without content, a nil. */
export function isEmpty(value: GoValue): boolean {
  switch (typeof value) {
    case "string":
      return value === "";
    case "number":
      return value === 0;
    case "bigint":
      return value === 0n;
    case "boolean":
      return !value;
  }
  if (isNothing(value) || value instanceof Nil) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Num || value instanceof Named) return isEmpty(value.value);
  if (value instanceof Slice) return value.items.length === 0;
  if (value instanceof GoMap) return value.entries.size === 0;
  if (value instanceof Struct || value instanceof Pointer || isGoFunc(value)) return false;
  return Object.keys(value as object).length === 0;
}

/** reflect.DeepEqual. */
export function deepEqual(a: GoValue, b: GoValue): boolean {
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  if (!sameType(typeOf(a), typeOf(b))) return false;
  if (a instanceof Nil || b instanceof Nil) return a instanceof Nil && b instanceof Nil;
  if ((a instanceof Num && b instanceof Num) || (a instanceof Named && b instanceof Named)) {
    return a.value === b.value;
  }
  if (a instanceof Pointer && b instanceof Pointer) return a === b || deepEqual(a.target, b.target);
  if (a instanceof Struct && b instanceof Struct) return equalStructs(a, b);
  if (isGoFunc(a)) return false;
  const left = elementsOf(a);
  const right = elementsOf(b);
  if (left !== undefined && right !== undefined) {
    return left.length === right.length && left.every((element, i) => deepEqual(element, right[i]));
  }
  return equalMaps(entriesOf(a), entriesOf(b));
}

function equalMaps(a: ReadonlyMap<unknown, GoValue>, b: ReadonlyMap<unknown, GoValue>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && deepEqual(value, b.get(key)));
}

function equalStructs(a: Struct, b: Struct): boolean {
  if (a === b || a.json === b.json) return true;
  const fields = a.type.fields();
  if (fields.length > 0) return fields.every((field) => deepEqual(fieldOf(a, field), fieldOf(b, field)));
  // A struct whose fields templates cannot see (time.Time): what it holds, as it is.
  return equalMaps(new Map(Object.entries(a.json)) as never, new Map(Object.entries(b.json)) as never);
}

function fieldOf(struct: Struct, field: StructField): GoValue {
  if (field.json === "") return typed(field.type, struct.json);
  return typed(field.type, Object.hasOwn(struct.json, field.json) ? struct.json[field.json] : undefined);
}

/** The entries of a map in any of its forms, each value with its type; none of anything else. */
export function entriesOf(value: GoValue): ReadonlyMap<unknown, GoValue> {
  if (value instanceof GoMap) {
    const { elem } = value.type;
    return new Map([...value.entries].map(([key, entry]) => [key, typed(elem, entry)]));
  }
  if (typeof value !== "object" || value === null || value instanceof Nil) return new Map();
  return new Map(Object.entries(value as Record<string, GoValue>));
}

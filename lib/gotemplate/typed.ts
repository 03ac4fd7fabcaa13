import { signatureOf } from "./signature.ts";
import { isPlainObject, type Present, typeOf } from "./types.ts";
import {
  type BasicType,
  GoMap,
  type GoType,
  type GoValue,
  type MapType,
  Named,
  Nil,
  Num,
  nilMap,
  nilSlice,
  Pointer,
  Slice,
  type SliceType,
  Struct,
} from "./values.ts";

/** Between JSON or bare JavaScript and Go values of a declared type, in both directions. */

/**
 * What JSON holds, or what a function returned, as a value of `type`. An absent or null part is the type's
 * zero value. Throws a TypeError where the two do not fit, which is a mistake of whoever declared the type.
 */
export function typed(type: GoType, raw: unknown): GoValue {
  switch (type.kind) {
    case "interface":
    case "func":
      return raw === undefined ? null : (raw as GoValue);
    case "slice":
      return typedSlice(type, raw);
    case "map":
      return typedMap(type, raw);
    case "ptr":
      if (raw === null || raw === undefined) return new Nil(type);
      return raw instanceof Pointer || raw instanceof Nil ? raw : new Pointer(type, typed(type.elem, raw));
    case "struct":
      if (raw instanceof Struct) return raw;
      return new Struct(type, type.fromJson?.(raw) ?? ((raw ?? {}) as Record<string, unknown>));
    default:
      return typedBasic(type, raw);
  }
}

export const zeroValue = (type: GoType): GoValue => typed(type, undefined);

function typedBasic(type: BasicType, raw: unknown): GoValue {
  if (raw instanceof Num || raw instanceof Named) return raw;
  const declared = type.name !== type.kind;
  switch (type.kind) {
    case "string": {
      const text = raw === null || raw === undefined ? "" : String(raw);
      return declared ? new Named(type, text) : text;
    }
    case "bool":
      return declared ? new Named(type, raw === true) : raw === true;
    case "float64":
      return declared ? new Num(type, Number(raw ?? 0)) : Number(raw ?? 0);
    case "float32":
      return new Num(type, Math.fround(Number(raw ?? 0)));
    case "int":
      return declared ? new Num(type, toBigInt(raw)) : toBigInt(raw);
    default:
      return new Num(type, toBigInt(raw));
  }
}

function toBigInt(raw: unknown): bigint {
  if (typeof raw === "bigint") return raw;
  if (raw === null || raw === undefined) return 0n;
  if (Number.isInteger(raw)) return BigInt(raw as number);
  throw new TypeError(`an integer was declared where there is ${JSON.stringify(raw)}`);
}

function typedSlice(type: SliceType, raw: unknown): GoValue {
  if (raw instanceof Slice || raw instanceof Nil) return raw;
  if (raw === null || raw === undefined || raw === nilSlice) return new Nil(type);
  if (!Array.isArray(raw)) throw new TypeError(`a list was declared where there is ${typeof raw}`);
  return isUntyped(type) ? (raw as GoValue[]) : new Slice(type, raw);
}

function typedMap(type: MapType, raw: unknown): GoValue {
  if (raw instanceof GoMap || raw instanceof Nil) return raw;
  if (raw === null || raw === undefined || raw === nilMap) return new Nil(type);
  if (raw instanceof Map) return new GoMap(type, raw);
  if (typeof raw !== "object") throw new TypeError(`a map was declared where there is ${typeof raw}`);
  if (type.key.kind === "string" && isUntyped(type)) return raw as Record<string, GoValue>;
  return new GoMap(type, mapOfObject(type.key, raw));
}

/** []any and map[string]any are bare arrays and objects. */
const isUntyped = (type: SliceType | MapType): boolean =>
  type.name === undefined && type.elem.kind === "interface" && type.elem.name === "interface {}";

/** Keys as the key type has them; JSON spells all of them as strings. */
function mapOfObject(key: GoType, object: object): Map<unknown, unknown> {
  const entries = Object.entries(object);
  if (key.kind === "string" || key.kind === "interface") return new Map(entries);
  if (key.kind === "bool") return new Map(entries.map(([name, value]) => [name === "true", value]));
  const number = key.kind === "float64" || key.kind === "float32" ? Number : BigInt;
  return new Map<unknown, unknown>(entries.map(([name, value]) => [number(name), value]));
}

/** A value as a function of the given parameter type receives it: {@link GoFunc} says in which form. */
export function bare(type: GoType, value: Present): unknown {
  switch (type.kind) {
    case "slice":
      if (value instanceof Nil) return nilSlice;
      return value instanceof Slice ? value.items : value;
    case "map":
      return bareMap(type, value);
    case "interface":
    case "ptr":
    case "struct":
    case "func":
      return value;
    default:
      return value instanceof Num || value instanceof Named ? value.value : value;
  }
}

function bareMap(type: MapType, value: Present): unknown {
  if (value instanceof Nil) return isUntyped(type) ? nilMap : new Map();
  if (value instanceof GoMap) return isUntyped(type) ? Object.fromEntries(value.entries) : value.entries;
  return isPlainObject(value) && !isUntyped(type) ? new Map(Object.entries(value)) : value;
}

/** The elements of a slice in any of its forms, each with its type. */
export function elementsOf(value: GoValue): readonly GoValue[] | undefined {
  if (Array.isArray(value)) return value as readonly GoValue[];
  if (value instanceof Slice) {
    const elem = value.type.elem;
    return value.items.map((item) => typed(elem, item));
  }
  return value instanceof Nil && value.type.kind === "slice" ? [] : undefined;
}

/** The value behind pointers and, if a pointer on the way is nil, that nil. */
export function indirect(value: GoValue): GoValue {
  let current = value;
  while (current instanceof Pointer) current = current.target;
  return current;
}

export const isNilPointer = (value: GoValue): boolean => value instanceof Nil && value.type.kind === "ptr";

/** What Go's `range` takes as an iterator: a function of a function that answers whether to go on. */
export function yieldsOf(value: GoValue): number {
  if (value === null || value === undefined || typeOf(value).kind !== "func") return 0;
  const { params, results } = signatureOf(value as never);
  const match = /^func\((.*)\) bool$/.exec(
    params.length === 1 && results.length === 0 ? yieldName(params[0]) : "",
  );
  return match === null ? 0 : (match[1] as string).split(",").length;
}

const yieldName = (type: GoType | undefined): string => (type?.kind === "func" ? type.name : "");

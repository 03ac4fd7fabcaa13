import { isPlainObject } from "../../gotemplate/types.ts";
import { type FuncMap, fn, type GoValue } from "../../gotemplate/values.ts";
import { deepFreeze } from "../../kubernetes/objects.ts";
import { isConstant, oncePerObject } from "./constant.ts";

type StringMap = ReadonlyMap<string, string>;

export const mapFuncs: FuncMap = {
  isset: fn(
    "func(m map[string]string, key string) bool",
    (map: StringMap, key: string) => map.has(key),
    (_map: StringMap, key: string) => [{ argument: 0, keys: [key] }],
  ),
  omit: fn("func(dict map[string]string, keys ...string) map[string]string", omit),
  strdict: fn("func(v ...string) map[string]string", strdict),
  mergeMaps: fn("func(maps ...map[string]string) map[string]string", mergeMaps),
  omitNil: fn("func(v any) any", omitNil),
};

function omit(dict: StringMap, ...keys: readonly string[]): StringMap {
  return new Map([...dict].filter(([key]) => !keys.includes(key)));
}

/** Keys and values by turns; a last key without a value has the empty one. */
function strdict(...items: readonly string[]): StringMap {
  const dict = new Map<string, string>();
  for (let i = 0; i < items.length; i += 2) dict.set(items[i] as string, items[i + 1] ?? "");
  return dict;
}

/** Later maps win; of no maps at all it is a nil map. */
function mergeMaps(...maps: readonly StringMap[]): StringMap | null {
  return maps.length === 0 ? null : new Map(maps.flatMap((map) => [...map]));
}

/**
 * Without the nils in maps and lists, at any depth, and without what has become empty by that; what was
 * empty before stays.
 */
function omitNil(value: GoValue): GoValue {
  return isConstant(value) ? constantWithoutNil(value) : withoutNil(value).value;
}

/** Frozen as well, so that what is made of it is made but once. */
const constantWithoutNil = oncePerObject((value: GoValue & object) => deepFreeze(withoutNil(value).value));

function withoutNil(value: GoValue): { value: GoValue; changed: boolean } {
  if (value === null || value === undefined) return { value: null, changed: true };
  if (Array.isArray(value))
    return prune(value, value.map(withoutNil), (kept) => kept.map(([, item]) => item));
  if (!isPlainObject(value)) return { value, changed: false };
  const keys = Object.keys(value);
  const parts = keys.map((key) => withoutNil(value[key]));
  return prune(value, parts, (kept) =>
    Object.fromEntries(kept.map(([i, item]) => [keys[i] as string, item])),
  );
}

/** The container as it is where nothing in it changed, else a new one of the parts that are left, or nil. */
function prune(
  container: GoValue,
  parts: readonly { value: GoValue; changed: boolean }[],
  build: (kept: readonly (readonly [number, GoValue])[]) => GoValue,
): { value: GoValue; changed: boolean } {
  if (!parts.some((part) => part.changed)) return { value: container, changed: false };
  const kept = parts.flatMap((part, i) => (part.value === null ? [] : [[i, part.value] as const]));
  return { value: kept.length === 0 ? null : build(kept), changed: true };
}

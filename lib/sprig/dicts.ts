/** Maps with string keys. As in sprig, `set`, `unset` and the merges change the map they are given. */

import { typeName, typeOf } from "../gotemplate/types.ts";
import { compareStrings } from "../gotemplate/utf8.ts";
import {
  type FuncMap,
  fn,
  GoError,
  type GoFunc,
  type GoValue,
  type Look,
  nilMap,
} from "../gotemplate/values.ts";
import { deepCopy } from "./copy.ts";
import { mergeInto } from "./merge.ts";
import { type Dict, isDict, setKey } from "./own.ts";
import { isNothing } from "./reflect.ts";
import { toText } from "./text.ts";

/** A function that changes its first argument. */
const changing = (func: GoFunc): GoFunc => ({ ...func, changesFirst: true });

export const dictFuncs: FuncMap = {
  dict: fn("func(v ...any) map[string]any", (...pairs: GoValue[]) => dict(pairs)),
  get: fn(
    "func(d map[string]any, key string) any",
    (map, key) => (Object.hasOwn(map, key) ? map[key] : ""),
    (_map, key) => [{ argument: 0, keys: [key] }],
  ),
  set: changing(
    fn("func(d map[string]any, key string, value any) map[string]any", (map, key, value) => {
      if (map === nilMap) throw new GoError("assignment to entry in nil map");
      setKey(map, key, value);
      return map;
    }),
  ),
  unset: fn("func(d map[string]any, key string) map[string]any", (map, key) => {
    if (Object.hasOwn(map, key)) delete map[key];
    return map;
  }),
  hasKey: fn(
    "func(d map[string]any, key string) bool",
    (map, key) => Object.hasOwn(map, key),
    (_map, key) => [{ argument: 0, keys: [key] }],
  ),
  pluck: fn("func(key string, d ...map[string]any) []any", (key: string, ...maps: Dict[]) =>
    maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key]),
  ),
  // Go's order is random; ours is that of the names.
  keys: fn("func(dicts ...map[string]any) []string", (...maps: Dict[]) => maps.flatMap(sortedKeys)),
  values: fn("func(dict map[string]any) []any", (map) => sortedKeys(map).map((key) => map[key])),
  pick: fn("func(dict map[string]any, keys ...string) map[string]any", (map: Dict, ...keys: string[]) =>
    Object.fromEntries(keys.filter((key) => Object.hasOwn(map, key)).map((key) => [key, map[key]])),
  ),
  omit: fn("func(dict map[string]any, keys ...string) map[string]any", (map: Dict, ...keys: string[]) =>
    Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key))),
  ),
  dig: fn(
    "func(ps ...any) (any, error)",
    (...path: GoValue[]) => dig(path),
    (...path: GoValue[]) => lookOfDig(path),
  ),

  merge: changing(fn("func(dst map[string]any, srcs ...map[string]any) any", merge)),
  mustMerge: changing(fn("func(dst map[string]any, srcs ...map[string]any) (any, error)", merge)),
  mergeOverwrite: changing(fn("func(dst map[string]any, srcs ...map[string]any) any", mergeOverwrite)),
  mustMergeOverwrite: changing(
    fn("func(dst map[string]any, srcs ...map[string]any) (any, error)", mergeOverwrite),
  ),
  deepCopy: fn("func(i any) any", deepCopy),
  mustDeepCopy: fn("func(i any) (any, error)", deepCopy),
};

function sortedKeys(map: Dict): string[] {
  return Object.keys(map).sort(compareStrings);
}

/** A key without a value gets "". */
function dict(pairs: readonly GoValue[]): Dict {
  const map: Dict = {};
  for (let i = 0; i < pairs.length; i += 2) {
    setKey(map, toText(pairs[i]), i + 1 < pairs.length ? pairs[i + 1] : "");
  }
  return map;
}

function merge(target: Dict, ...sources: Dict[]): Dict {
  return mergeAll(target, sources, { overwrite: false });
}

function mergeOverwrite(target: Dict, ...sources: Dict[]): Dict {
  return mergeAll(target, sources, { overwrite: true });
}

function mergeAll(target: Dict, sources: readonly Dict[], options: { overwrite: boolean }): Dict {
  const result = target === nilMap && sources.some((source) => source !== nilMap) ? {} : target;
  for (const source of sources) mergeInto(result, source, options);
  return result;
}

/** dig KEY… DEFAULT MAP */
function dig(args: readonly GoValue[]): GoValue {
  if (args.length < 3) throw new GoError("dig needs at least three arguments");
  let value = asserted(args.at(-1), "map[string]interface {}", isDict) as Dict;
  const keys = args
    .slice(0, -2)
    .map((key) => asserted(key, "string", (v) => typeof v === "string") as string);
  for (const key of keys.slice(0, -1)) {
    if (!Object.hasOwn(value, key)) return args.at(-2);
    value = asserted(value[key], "map[string]interface {}", isDict) as Dict;
  }
  const last = keys.at(-1) as string;
  return Object.hasOwn(value, last) ? value[last] : args.at(-2);
}

/** The value if it is there, or else the default after a look in vain. */
function lookOfDig(args: readonly GoValue[]): Look[] {
  const keys = args.slice(0, -2).map(toText);
  const [map, fallback] = [args.length - 1, args.length - 2];
  let value = args.at(-1) as GoValue;
  for (const key of keys) {
    if (!isDict(value) || !Object.hasOwn(value, key)) {
      return [{ argument: fallback }, { argument: map, keys, decided: false }];
    }
    value = value[key];
  }
  return [{ argument: map, keys }];
}

/** Go's `value.(type)` and its panic. */
function asserted(value: GoValue, type: string, is: (value: GoValue) => boolean): GoValue {
  if (is(value)) return value;
  const actual = isNothing(value) ? "nil" : typeName(typeOf(value));
  throw new GoError(`interface conversion: interface {} is ${actual}, not ${type}`);
}

/** Lists of anything. Each function has a `must` form; in sprig it returns the error that the other panics with. */

import { elementsOf } from "../gotemplate/typed.ts";
import { ANY_SLICE } from "../gotemplate/types.ts";
import { type FuncMap, fn, GoError, type GoFunc, type GoValue, Nil, Slice } from "../gotemplate/values.ts";
import { toInt64 } from "./cast.ts";
import { checkElements } from "./limits.ts";
import type { Limits } from "./options.ts";
import { deepEqual, elements, isEmpty, isNothing, kindOf } from "./reflect.ts";

export function listFuncs(limits: Limits): FuncMap {
  const list = fn("func(v ...any) []any", (...values: GoValue[]) => values);
  return {
    list,
    tuple: list,
    ...both("append", "func(list any, v any) []any", push),
    ...both("push", "func(list any, v any) []any", push),
    ...both("prepend", "func(list any, v any) []any", (all, value) => [
      value,
      ...elements(all, "Cannot prepend on type"),
    ]),
    ...both("first", "func(list any) any", (all) => elements(all, "Cannot find first on type")[0] ?? null),
    ...both("last", "func(list any) any", (all) => elements(all, "Cannot find last on type").at(-1) ?? null),
    ...both("rest", "func(list any) []any", (all) => part(elements(all, "Cannot find rest on type"), 1)),
    ...both("initial", "func(list any) []any", (all) =>
      part(elements(all, "Cannot find initial on type"), 0, -1),
    ),
    ...both("reverse", "func(v any) []any", (all) =>
      [...elements(all, "Cannot find reverse on type")].reverse(),
    ),
    ...both("compact", "func(list any) []any", (all) =>
      elements(all, "Cannot compact on type").filter((element) => !isEmpty(element)),
    ),
    ...both("uniq", "func(list any) []any", (all) => unique(elements(all, "Cannot find uniq on type"))),
    ...both("without", "func(list any, omit ...any) []any", (all, ...omit) =>
      elements(all, "Cannot find without on type").filter((element) => !isIn(omit, element)),
    ),
    ...both("has", "func(needle any, haystack any) bool", (needle, haystack) =>
      isNothing(haystack) ? false : isIn(elements(haystack, "Cannot find has on type"), needle),
    ),
    ...both("slice", "func(list any, indices ...any) any", slice),
    ...both("chunk", "func(size int, list any) [][]any", (size, all) =>
      chunk(size, elements(all, "Cannot chunk type"), limits),
    ),
    concat: fn("func(lists ...any) any", (...lists: GoValue[]) => concat(lists)),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as in GoFunc
function both(name: string, signature: string, call: (...args: any[]) => unknown): Record<string, GoFunc> {
  const must = `must${(name[0] as string).toUpperCase()}${name.slice(1)}`;
  const results = /^(func\(.*\)) (\S+)$/.exec(signature) as RegExpExecArray;
  return { [name]: fn(signature, call), [must]: fn(`${results[1]} (${results[2]}, error)`, call) };
}

function push(list: GoValue, value: GoValue): GoValue[] {
  return [...elements(list, "Cannot push on type"), value];
}

/** sprig gives nil for no elements at all. */
function part(all: readonly GoValue[], start: number, end?: number): readonly GoValue[] | null {
  return all.length === 0 ? null : all.slice(start, end);
}

function isIn(list: readonly GoValue[], value: GoValue): boolean {
  return list.some((element) => deepEqual(value, element));
}

function unique(all: readonly GoValue[]): GoValue[] {
  const found: GoValue[] = [];
  for (const element of all) {
    if (!isIn(found, element)) found.push(element);
  }
  return found;
}

/** Keeps the type of the list. */
function slice(list: GoValue, ...indices: GoValue[]): GoValue {
  const all = elements(list, "list should be type of slice or array but");
  if (all.length === 0) return null;
  const start = indices.length > 0 ? toInt64(indices[0]) : 0n;
  const end = indices.length > 1 ? toInt64(indices[1]) : BigInt(all.length);
  if (start < 0n || end < start || end > all.length) {
    throw new GoError("reflect.Value.Slice: slice index out of bounds");
  }
  const range = [Number(start), Number(end)] as const;
  return list instanceof Slice ? new Slice(list.type, list.items.slice(...range)) : all.slice(...range);
}

/** A size below 1 is Go's panic, but where sprig's arithmetic happens to make something of it. */
function chunk(size: bigint, all: readonly GoValue[], limits: Limits): GoValue[][] {
  const width = Number(size);
  const count = Math.floor((all.length - 1) / width) + 1;
  const last = Math.floor(all.length % width) || width;
  if (!Number.isFinite(count) || count < 0 || (count > 0 && (last < 0 || (count > 1 && width < 0)))) {
    throw new GoError("runtime error: makeslice: len out of range");
  }
  checkElements(count, "a list", limits);
  return Array.from({ length: count }, (_, i) =>
    all.slice(i * width, i * width + (i === count - 1 ? last : width)),
  );
}

function concat(lists: readonly GoValue[]): readonly GoValue[] | Nil {
  const all = lists.flatMap((list) => elementsToJoin(list));
  return all.length === 0 ? new Nil(ANY_SLICE) : all;
}

function elementsToJoin(list: GoValue): readonly GoValue[] {
  if (!isNothing(list) && elementsOf(list) === undefined) {
    throw new GoError(`Cannot concat type ${kindOf(list)} as list`);
  }
  return elements(list, "");
}

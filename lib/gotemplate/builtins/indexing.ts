import { prepareArgument } from "../exec/convert.ts";
import { printValue } from "../fmt-printer.ts";
import { elementsOf, indirect, isNilPointer, typed, zeroValue } from "../typed.ts";
import { isIntegerKind, type Present, typeNameOf, typeOf, UINT8 } from "../types.ts";
import { byteLength, encodeUtf8, sliceBytes } from "../utf8.ts";
import {
  type FuncMap,
  fn,
  GoError,
  GoMap,
  type GoValue,
  Named,
  Nil,
  Num,
  Slice,
  type SliceType,
} from "../values.ts";

/** `index slice len`: strings are bytes here. */
export const indexingFuncs: FuncMap = {
  index: fn(
    "func(item reflect.Value, indexes ...reflect.Value) (reflect.Value, error)",
    index,
    (_item, ...keys) => [{ argument: 0, keys: keys.map(printValue) }],
  ),
  slice: fn("func(item reflect.Value, indexes ...reflect.Value) (reflect.Value, error)", slice),
  len: fn("func(item reflect.Value) (int, error)", (item: GoValue) => BigInt(length(item))),
};

function index(item: GoValue, ...indexes: readonly GoValue[]): GoValue {
  if (item === undefined || item === null) throw new GoError("index of untyped nil");
  let current: GoValue = item;
  for (const key of indexes) {
    const target = indirect(current);
    if (target === null || target === undefined || isNilPointer(target))
      throw new GoError("index of nil pointer");
    current = indexOnce(target, key);
  }
  return current;
}

function indexOnce(item: Present, key: GoValue): GoValue {
  const text = textOf(item);
  if (text !== undefined) {
    const at = indexArgument(key, byteLength(text));
    const byte = encodeUtf8(text)[at];
    if (byte === undefined) throw new GoError("reflect: string index out of range");
    return new Num(UINT8, BigInt(byte));
  }
  const type = typeOf(item);
  if (type.kind === "map") return mapIndex(item, key);
  if (type.kind !== "slice") throw new GoError(`can't index item of type ${typeNameOf(item)}`);
  const items: readonly unknown[] =
    item instanceof Slice ? item.items : item instanceof Nil ? [] : (item as GoValue[]);
  const at = indexArgument(key, items.length);
  if (at >= items.length) throw new GoError("reflect: slice index out of range");
  return typed(type.elem, items[at]);
}

function mapIndex(map: Present, key: GoValue): GoValue {
  const type = typeOf(map);
  if (type.kind !== "map") return undefined;
  const prepared = prepareArgument(key, type.key);
  if (map instanceof GoMap) return typed(type.elem, map.entries.get(prepared));
  if (map instanceof Nil || !Object.hasOwn(map as object, prepared as string)) return zeroValue(type.elem);
  return (map as Record<string, GoValue>)[prepared as string] ?? null;
}

const textOf = (value: GoValue): string | undefined => {
  if (typeof value === "string") return value;
  return value instanceof Named && typeof value.value === "string" ? value.value : undefined;
};

/** Up to and including the end, as in Go, where it is the caller's matter that there is nothing there. */
function indexArgument(value: GoValue, end: number): number {
  if (value === undefined || value === null) throw new GoError("cannot index slice/array with nil");
  const integer = value instanceof Num && isIntegerKind(value.type.kind) ? value.value : value;
  if (typeof integer !== "bigint")
    throw new GoError(`cannot index slice/array with type ${typeNameOf(value)}`);
  if (integer < 0n || integer > BigInt(end)) {
    throw new GoError(`index out of range: ${BigInt.asIntN(64, integer)}`);
  }
  return Number(integer);
}

/** `slice x 1 2` is x[1:2]. A list has no more room than elements, so a third index says nothing new. */
function slice(item: GoValue, ...indexes: readonly GoValue[]): GoValue {
  if (item === undefined || item === null) throw new GoError("slice of untyped nil");
  const target = indirect(item);
  if (target === null || target === undefined || isNilPointer(target))
    throw new GoError("slice of nil pointer");
  if (indexes.length > 3) throw new GoError(`too many slice indexes: ${indexes.length}`);
  const text = textOf(target);
  if (text !== undefined && indexes.length === 3) throw new GoError("cannot 3-index slice a string");
  const type = typeOf(target);
  if (text === undefined && type.kind !== "slice") {
    throw new GoError(`can't slice item of type ${typeNameOf(target)}`);
  }
  const end = text === undefined ? length(target) : byteLength(text);
  const given = indexes.map((value) => indexArgument(value, end));
  const [from = 0, to = end, room = end] = given;
  if (from > to) throw new GoError(`invalid slice index: ${from} > ${to}`);
  if (to > room) throw new GoError(`invalid slice index: ${to} > ${room}`);
  if (text !== undefined) return sliceText(target, text, from, to);
  if (target instanceof Slice) return new Slice(target.type, target.items.slice(from, to));
  return target instanceof Nil
    ? new Slice(target.type as SliceType, [])
    : (target as GoValue[]).slice(from, to);
}

function sliceText(value: GoValue, text: string, from: number, to: number): GoValue {
  const cut = sliceBytes(text, from, to);
  return value instanceof Named ? new Named(value.type, cut) : cut;
}

function length(item: GoValue): number {
  if (item === undefined) throw new GoError("reflect: call of reflect.Value.Type on zero Value");
  const target = indirect(item);
  if (target === null || target === undefined || isNilPointer(target))
    throw new GoError("len of nil pointer");
  const text = textOf(target);
  if (text !== undefined) return byteLength(text);
  if (target instanceof GoMap) return target.entries.size;
  if (target instanceof Slice) return target.items.length;
  const type = typeOf(target);
  if (type.kind === "map") return target instanceof Nil ? 0 : Object.keys(target as object).length;
  const elements = elementsOf(target);
  if (elements === undefined) throw new GoError(`len of type ${typeNameOf(target)}`);
  return elements.length;
}

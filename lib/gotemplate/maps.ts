import { typed } from "./typed.ts";
import { compareStrings } from "./utf8.ts";
import { GoMap, type GoValue, Named, Nil, Num } from "./values.ts";

/** The entries of a map in any of its forms, in the order in which Go prints and ranges over them. */
export function sortedEntries(map: GoMap | Nil | Readonly<Record<string, GoValue>>): [GoValue, GoValue][] {
  if (map instanceof Nil) return [];
  if (!(map instanceof GoMap)) {
    return sortedKeys(map).map((key) => [key, map[key] ?? null]);
  }
  const { key: keyType, elem } = map.type;
  const entries = Array.from(map.entries, ([key, value]): [GoValue, GoValue] => [
    typed(keyType, key),
    typed(elem, value),
  ]);
  return entries.sort(([a], [b]) => compareKeys(bareKey(a), bareKey(b)));
}

/** Own keys in the order of their bytes. */
export function sortedKeys(object: object): string[] {
  const keys = Object.keys(object);
  return keys.length < 2 ? keys : keys.sort(compareStrings);
}

/** Keys of one map are of one type, except under an interface, where Go orders by type in no order it promises. */
function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

const bareKey = (key: GoValue): unknown => (key instanceof Num || key instanceof Named ? key.value : key);

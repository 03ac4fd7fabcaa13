import { isObject } from "../objects.ts";
import { badArgument, mergeError, noMergeKey, ScalarSet, scalarKey, type ValueKind } from "./values.ts";

/**
 * The order of a merged list: what the patch has comes in the patch's order, the rest in the original's, and
 * the two are interleaved so that nothing of the original passes what stood behind it there. What is new comes
 * before the rest. (apimachinery: partition…ByPresentInList, normalizeElementOrder)
 *
 * @param merged the elements to be ordered
 * @param patchOrder the list of the patch, or that of its `$setElementOrder`
 */
export function orderMerged(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  originalOrder: readonly unknown[],
  mergeKey: string,
  elementKind: () => ValueKind,
): unknown[] {
  const { present, absent } = partitionByPresence(merged, patchOrder, mergeKey);
  const kind = elementKind();
  const keyOf = keyReader(mergeKey, kind);
  const fromPatch = sortByOrder(present, patchOrder, mergeKey, kind, keyOf);
  const fromOriginal = sortByOrder(absent, originalOrder, mergeKey, kind, keyOf);
  return interleave(fromOriginal, fromPatch, ranksOf(originalOrder, keyOf), keyOf);
}

type KeyReader = (item: unknown) => unknown;

/** What tells elements apart: the merge key's value, or the scalar itself. */
function keyReader(mergeKey: string, kind: ValueKind): KeyReader {
  if (kind !== "map") return (item) => scalarKey(item);
  return (item) => scalarKey(isObject(item) && Object.hasOwn(item, mergeKey) ? item[mergeKey] : null);
}

/** Splits a list by whether another one has an element with the same key. */
function partitionByPresence(items: readonly unknown[], other: readonly unknown[], mergeKey: string) {
  const isPresent = mergeKey === "" ? scalarFinder(other) : itemFinder(other, mergeKey);
  const present: unknown[] = [];
  const absent: unknown[] = [];
  for (const item of items) (isPresent(item) ? present : absent).push(item);
  return { present, absent };
}

function scalarFinder(list: readonly unknown[]): (item: unknown) => boolean {
  const scalars = new ScalarSet(list);
  return (item) => scalars.has(item);
}

/** An element that is no object is an error only to a search that comes as far as that. */
function itemFinder(list: readonly unknown[], mergeKey: string): (item: unknown) => boolean {
  const firstBad = list.findIndex((item) => !isObject(item));
  const searched = firstBad === -1 ? list : list.slice(0, firstBad);
  const keys = new Set(
    searched.flatMap((item) =>
      isObject(item) && Object.hasOwn(item, mergeKey) ? [scalarKey(item[mergeKey])] : [],
    ),
  );
  return (item) => {
    if (!isObject(item)) throw badArgument("map", item);
    if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
    const found = keys.has(scalarKey(item[mergeKey]));
    if (!found && firstBad !== -1) throw mergeError(`value for key ${firstBad} is not a map`);
    return found;
  };
}

/** Where each key stands first. */
function ranksOf(order: readonly unknown[], keyOf: KeyReader): ReadonlyMap<unknown, number> {
  const ranks = new Map<unknown, number>();
  for (const [index, item] of order.entries()) {
    const key = keyOf(item);
    if (!ranks.has(key)) ranks.set(key, index);
  }
  return ranks;
}

/** (apimachinery: normalizeSliceOrder) */
function sortByOrder(
  items: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string,
  kind: ValueKind,
  keyOf: KeyReader,
): unknown[] {
  if (kind === "map") for (const item of [...items, ...order]) requireMergeKey(item, mergeKey);
  const ranks = ranksOf(order, keyOf);
  const deleted = items.filter((item) => isObject(item) && item.$patch === "delete");
  const sorted = deleted.length === 0 ? [...items] : items.filter((item) => !deleted.includes(item));
  insertionSort(sorted, (left, right) => {
    const leftRank = ranks.get(keyOf(left));
    const rightRank = ranks.get(keyOf(right));
    // What the order does not know is less than everything, and so comes first.
    return leftRank === undefined || rightRank === undefined || leftRank < rightRank;
  });
  return [...sorted, ...deleted];
}

function requireMergeKey(item: unknown, mergeKey: string): void {
  if (!isObject(item)) throw badArgument("map", item);
  if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
}

/**
 * Go's sort.SliceStable on up to twenty elements. The order above contradicts itself for elements it does not
 * know, so that the result depends on the algorithm.
 */
function insertionSort(items: unknown[], less: (left: unknown, right: unknown) => boolean): void {
  for (let i = 1; i < items.length; i++) {
    for (let j = i; j > 0 && less(items[j], items[j - 1]); j--) {
      [items[j - 1], items[j]] = [items[j], items[j - 1]];
    }
  }
}

/** Puts each left element before the first right one that stood behind it. (apimachinery: mergeSortedSlice) */
function interleave(
  left: readonly unknown[],
  right: readonly unknown[],
  ranks: ReadonlyMap<unknown, number>,
  keyOf: KeyReader,
): unknown[] {
  const result: unknown[] = [];
  let i = 0;
  for (const item of right) {
    const rank = ranks.get(keyOf(item));
    for (; i < left.length && rank !== undefined; i++) {
      const leftRank = ranks.get(keyOf(left[i]));
      if (leftRank === undefined || leftRank >= rank) break;
      result.push(left[i]);
    }
    result.push(item);
  }
  return [...result, ...left.slice(i)];
}

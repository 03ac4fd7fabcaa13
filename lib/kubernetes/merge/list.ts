import type { JsonObject } from "../objects.ts";
import type { KubernetesType } from "../schema/schema.ts";
import { orderMerged } from "./order.ts";
import type { MergeRule } from "./schema.ts";
import {
  badDirective,
  goPrint,
  kindOf,
  mergeError,
  noMergeKey,
  ScalarSet,
  sameValue,
  scalarKey,
  type ValueKind,
} from "./values.ts";

/** Merges an element of the patch into the original's of the same key. */
export type MergeItem = (original: JsonObject, patch: JsonObject, type: KubernetesType) => JsonObject;

/** Merges a list of the patch into the original's. Neither is changed. (apimachinery: mergeSlice) */
export function mergeLists(
  original: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  mergeItem: MergeItem,
): unknown[] {
  if (original.length === 0 && patch.length === 0) return [];
  const kind = elementKind(original, patch);
  if (kind !== "map") {
    const scalars = mergeScalars(original, patch);
    return orderMerged(scalars.merged, patch, scalars.originalOrder, rule.mergeKey, () => kind);
  }
  requireMergeKey(rule);
  const lists = applyItemDirectives(original as JsonObject[], patch as JsonObject[], rule.mergeKey);
  const merged = mergeItems(lists.original, lists.patch, rule, mergeItem);
  return orderMerged(merged, lists.patch, lists.original, rule.mergeKey, () => kind);
}

/** What is left of the original's list when the scalars that the patch names are deleted. */
export function deleteFromList(
  original: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  mergeItem: MergeItem,
): unknown[] {
  const isOfMaps = original.length + patch.length > 0 && elementKind(original, patch) === "map";
  if (isOfMaps) return mergeLists(original, patch, rule, mergeItem);
  const deleted = new ScalarSet(patch);
  return original.filter((item) => !deleted.has(item));
}

function requireMergeKey(rule: MergeRule): void {
  if (rule.mergeKey === "") throw mergeError(`cannot merge lists without merge key for ${rule.type.kind}`);
}

/** What all elements of the lists are; they may not be lists. (apimachinery: sliceElementType) */
export function elementKind(...lists: (readonly unknown[])[]): ValueKind {
  let common: ValueKind | undefined;
  for (const item of lists.flat()) {
    const kind = kindOf(item);
    if (common === undefined) {
      if (kind === "null")
        throw mergeError("runtime error: invalid memory address or nil pointer dereference");
      if (kind === "list") throw mergeError("lists of lists are not supported");
      common = kind;
    } else if (kind !== common) {
      throw mergeError(`list element types are not identical: ${goPrint(lists)}`);
    }
  }
  if (common === undefined) throw mergeError("no elements in any of the given slices");
  return common;
}

/**
 * The scalars of both lists, each once, in the order that apimachinery's deduplicateScalars leaves them: the
 * last one takes the place of each that goes. Go does so within the original's array where that has room for
 * the patch's, as it has up to the next power of two; the original's order then is what is left in there.
 */
export function mergeScalars(original: readonly unknown[], patch: readonly unknown[]) {
  const array = [...original, ...patch];
  let length = array.length;
  for (let i = 0; i < length - 1; i++) {
    for (let j = i + 1; j < length; j++) {
      if (!sameValue(array[i], array[j])) continue;
      array[j--] = array[--length];
    }
  }
  const room = 2 ** Math.ceil(Math.log2(Math.max(original.length, 1)));
  const isShared = original.length > 0 && original.length + patch.length <= room;
  return {
    merged: array.slice(0, length),
    originalOrder: isShared ? array.slice(0, original.length) : original,
  };
}

interface Lists {
  readonly original: readonly JsonObject[];
  readonly patch: readonly JsonObject[];
}

/** Carries out the `$patch` of elements. (apimachinery: mergeSliceWithSpecialElements) */
function applyItemDirectives(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  mergeKey: string,
): Lists {
  let kept = original;
  let replaces = false;
  const plain: JsonObject[] = [];
  for (const item of patch) {
    if (!Object.hasOwn(item, "$patch")) {
      plain.push(item);
      continue;
    }
    switch (item.$patch) {
      case "delete": {
        if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
        const deleted = item[mergeKey];
        kept = kept.filter((candidate) => !hasKey(candidate, mergeKey, deleted));
        break;
      }
      case "replace":
        replaces = true;
        break;
      case "merge":
        throw mergeError("merging lists cannot yet be specified in the patch");
      default:
        throw badDirective(item.$patch, item);
    }
  }
  return replaces ? { original: plain, patch: [] } : { original: kept, patch: plain };
}

function hasKey(item: JsonObject, mergeKey: string, value: unknown): boolean {
  return Object.hasOwn(item, mergeKey) && sameValue(item[mergeKey], value);
}

/** Elements with the same key are merged, others appended. (apimachinery: mergeSliceWithoutSpecialElements) */
function mergeItems(
  original: readonly JsonObject[],
  patch: readonly JsonObject[],
  rule: MergeRule,
  mergeItem: MergeItem,
): JsonObject[] {
  const merged = [...original];
  const places = new Map<unknown, number>();
  for (const [place, item] of original.entries()) notePlace(places, item, rule.mergeKey, place);
  for (const item of patch) {
    if (!Object.hasOwn(item, rule.mergeKey)) throw noMergeKey(item, rule.mergeKey);
    const place = places.get(scalarKey(item[rule.mergeKey]));
    const found = place === undefined ? undefined : merged[place];
    if (place !== undefined && found) merged[place] = mergeItem(found, item, rule.type);
    else notePlace(places, item, rule.mergeKey, merged.push(item) - 1);
  }
  return merged;
}

/** Of several elements with the same key the first one is found. */
function notePlace(places: Map<unknown, number>, item: JsonObject, mergeKey: string, place: number): void {
  if (!Object.hasOwn(item, mergeKey)) return;
  const key = scalarKey(item[mergeKey]);
  if (!places.has(key)) places.set(key, place);
}

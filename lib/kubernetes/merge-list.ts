import { orderMerged } from "./merge-order.ts";
import type { MergeRule } from "./merge-schema.ts";
import {
  badDirective,
  goPrint,
  kindOf,
  mergeError,
  noMergeKey,
  sameValue,
  type ValueKind,
} from "./merge-values.ts";
import type { JsonObject } from "./objects.ts";
import { mergeMaps } from "./strategic-merge-patch.ts";

/**
 * Merges a list of the patch into the original's. Neither is changed. (apimachinery: mergeSlice)
 *
 * @param deletes true if the patch's list names scalars to be deleted
 */
export function mergeLists(
  original: readonly unknown[],
  patch: readonly unknown[],
  rule: MergeRule,
  deletes: boolean,
): unknown[] {
  if (original.length === 0 && patch.length === 0) return [];
  const kind = elementKind(original, patch);
  if (kind !== "map") {
    if (deletes) return original.filter((item) => !patch.some((deleted) => sameValue(item, deleted)));
    return orderMerged(distinct([...original, ...patch]), patch, original, rule.mergeKey, () => kind);
  }
  if (rule.mergeKey === "") throw mergeError(`cannot merge lists without merge key for ${rule.type.kind}`);
  const remaining = applyItemDirectives(original as JsonObject[], patch as JsonObject[], rule.mergeKey);
  const merged = mergeItems(remaining.original, remaining.patch, rule);
  return orderMerged(merged, remaining.patch, remaining.original, rule.mergeKey, () => kind);
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
 * The distinct ones of some scalars, in the order that apimachinery's deduplicateScalars leaves them: the
 * last one takes the place of each that goes.
 */
function distinct(scalars: unknown[]): unknown[] {
  const kept = [...scalars];
  for (let i = 0; i < kept.length - 1; i++) {
    for (let j = i + 1; j < kept.length; j++) {
      if (!sameValue(kept[i], kept[j])) continue;
      const last = kept.pop();
      if (j < kept.length) kept[j] = last;
      j--;
    }
  }
  return kept;
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
): JsonObject[] {
  const merged = [...original];
  for (const item of patch) {
    if (!Object.hasOwn(item, rule.mergeKey)) throw noMergeKey(item, rule.mergeKey);
    const index = merged.findIndex((candidate) => hasKey(candidate, rule.mergeKey, item[rule.mergeKey]));
    const found = merged[index];
    if (found) merged[index] = mergeMaps(found, item, rule.type);
    else merged.push(item);
  }
  return merged;
}

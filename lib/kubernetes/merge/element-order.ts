import { isObject, type JsonObject, own, setOwn } from "../objects.ts";
import type { KubernetesType } from "../schema/schema.ts";
import { isOrderDirective, listOrderedBy, removeDirectives } from "./directives.ts";
import { elementKind, type MergeItem, mergeLists, mergeScalars } from "./list.ts";
import { orderMerged } from "./order.ts";
import { type MergeRule, ruleForList } from "./schema.ts";
import { badArgument, goPrint, mergeError, noMergeKey, sameValue } from "./values.ts";

/**
 * Merges the lists that have a `$setElementOrder/…`, and orders them by it.
 * (apimachinery: mergePatchIntoOriginal)
 *
 * @param merged gets the lists
 * @param pending loses the directives and the lists that were merged
 */
export function applyElementOrders(
  merged: JsonObject,
  pending: JsonObject,
  type: KubernetesType,
  mergeItem: MergeItem,
): void {
  for (const directive of Object.keys(pending)) {
    if (isOrderDirective(directive)) applyElementOrder(directive, merged, pending, type, mergeItem);
  }
}

function applyElementOrder(
  directive: string,
  merged: JsonObject,
  pending: JsonObject,
  type: KubernetesType,
  mergeItem: MergeItem,
): void {
  const order = requireList(pending[directive]);
  delete pending[directive];
  const key = listOrderedBy(directive);
  const original = Object.hasOwn(merged, key) ? requireList(merged[key]) : undefined;
  const patch = Object.hasOwn(pending, key) ? requireList(pending[key]) : undefined;
  const rule = ruleForList(type, key);
  requireSameOrder(patch ?? [], order, rule.mergeKey);
  const list = mergeFound(original, patch, rule, mergeItem);
  if (!list) return;
  const kind = () => elementKind(original ?? [], patch ?? []);
  setOwn(merged, key, orderMerged(list, order, originalOrder(original, patch, rule), rule.mergeKey, kind));
  delete pending[key];
}

function requireList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw badArgument("list", value);
  return value;
}

function mergeFound(
  original: unknown[] | undefined,
  patch: unknown[] | undefined,
  rule: MergeRule,
  mergeItem: MergeItem,
): unknown[] | undefined {
  if (!original) return patch && (removeDirectives(patch) as unknown[]);
  if (!patch) return original;
  return rule.strategy === "merge" ? mergeLists(original, patch, rule, mergeItem) : patch;
}

function originalOrder(
  original: readonly unknown[] = [],
  patch: readonly unknown[] = [],
  rule: MergeRule,
): readonly unknown[] {
  const areMergedScalars = rule.strategy === "merge" && rule.mergeKey === "" && original.length > 0;
  return areMergedScalars ? mergeScalars(original, patch).originalOrder : original;
}

/**
 * The patch's elements have to come in the order that the directive gives, those to be deleted aside.
 * (apimachinery: validatePatchWithSetOrderList)
 */
function requireSameOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return;
  const kept = mergeKey === "" ? patch : patch.filter((item) => !isDeletion(item));
  let next = 0;
  for (let i = 0; next < kept.length && i < order.length; ) {
    const item = kept[next];
    if (isObject(item) && Object.hasOwn(item, "$patch")) {
      next++;
      continue;
    }
    if (isSameElement(item, order[i], mergeKey)) next++;
    i++;
    if (next < kept.length && i >= order.length) throw orderMismatch(patch, order);
  }
}

function orderMismatch(patch: readonly unknown[], order: readonly unknown[]) {
  return mergeError(
    `The order in patch list:\n${goPrint(patch)}\n doesn't match $setElementOrder list:\n${goPrint(order)}\n`,
  );
}

function isDeletion(item: unknown): boolean {
  if (!isObject(item)) throw badArgument("map", item);
  return own(item, "$patch") === "delete";
}

function isSameElement(left: unknown, right: unknown, mergeKey: string): boolean {
  if (mergeKey === "") return sameValue(left, right);
  for (const item of [left, right]) if (!isObject(item)) throw badArgument("map", item);
  const [leftItem, rightItem] = [left as JsonObject, right as JsonObject];
  for (const item of [leftItem, rightItem])
    if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  return sameValue(leftItem[mergeKey], rightItem[mergeKey]);
}

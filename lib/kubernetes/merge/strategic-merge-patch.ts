import { isObject, type JsonObject, own, setOwn } from "../objects.ts";
import { type KubernetesType, structSchema } from "../schema/schema.ts";
import {
  deletionPrefix,
  discardNulls,
  isOrderDirective,
  listDeletedFrom,
  removeDirectives,
} from "./directives.ts";
import { applyElementOrders } from "./element-order.ts";
import { deleteFromList, mergeLists } from "./list.ts";
import { ruleForList, ruleForMap } from "./schema.ts";
import { badDirective, kindOf, mergeError, ScalarSet } from "./values.ts";

/**
 * Applies a strategic merge patch, as the API server and Istio's injector do
 * (apimachinery: strategicpatch.StrategicMergeMapPatch).
 *
 * @param original the JSON of an object of that type, or null for none
 * @param patch the JSON of a part of such an object, with directives (`$patch`, `$retainKeys`,
 *   `$setElementOrder/…`, `$deleteFromPrimitiveList/…`); null changes nothing
 * @param typeName what %T prints for the object's Go type: "v1.Pod", "v1.Deployment"
 * @returns the patched object. Neither argument is changed; the result may share parts with both.
 * @throws KubernetesError code STRATEGIC_MERGE, with apimachinery's message
 */
export function strategicMergePatch<T>(original: T, patch: unknown, typeName: string): Patched<T> {
  const merged = mergeMaps(requireDocument(original), requireDocument(patch), structSchema(typeName));
  return merged as Patched<T>;
}

/** What is known of the original is hoped for of the result; a patch may make anything of it. */
export type Patched<T> = T extends object ? T : JsonObject;

function requireDocument(value: unknown): JsonObject {
  if (value === null || value === undefined) return {};
  if (!isObject(value)) throw mergeError("invalid JSON document");
  return value;
}

/** Merges a patch into an object of that type. (apimachinery: mergeMap) */
function mergeMaps(original: JsonObject, patch: JsonObject, type: KubernetesType): JsonObject {
  if (Object.hasOwn(patch, "$patch")) return applyPatchDirective(patch);
  const pending = { ...patch };
  const merged = applyRetainKeys(original, pending);
  applyElementOrders(merged, pending, type, mergeMaps);
  for (const [key, value] of Object.entries(pending)) mergeKey(merged, key, value, type);
  return merged;
}

/** `$patch: replace` takes the patch as it is, `$patch: delete` leaves an empty object. */
function applyPatchDirective(patch: JsonObject): JsonObject {
  const { $patch: directive, ...rest } = patch;
  if (directive === "replace") return rest;
  if (directive === "delete") return {};
  throw badDirective(directive, patch);
}

/**
 * `$retainKeys` lists the keys that may stay; whatever else the original has is cleared.
 * (apimachinery: applyRetainKeysDirective)
 *
 * @param pending loses the directive
 * @returns a copy of the original, without the cleared keys
 */
function applyRetainKeys(original: JsonObject, pending: JsonObject): JsonObject {
  if (!Object.hasOwn(pending, "$retainKeys")) return { ...original };
  const keys = pending.$retainKeys;
  delete pending.$retainKeys;
  if (!Array.isArray(keys)) throw badRetainKeys();
  const retained = new ScalarSet(keys);
  for (const [key, value] of Object.entries(pending)) {
    if (value !== null && !isParallelListKey(key) && !retained.has(key)) throw badRetainKeys();
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => retained.has(key)));
}

function badRetainKeys() {
  return mergeError("invalid patch format of retainKeys");
}

function isParallelListKey(key: string): boolean {
  return isOrderDirective(key) || key.startsWith(deletionPrefix);
}

/** Merges one key of the patch into the (already copied) object. */
function mergeKey(merged: JsonObject, patchKey: string, value: unknown, type: KubernetesType): void {
  const deletedFrom = listDeletedFrom(patchKey);
  const key = deletedFrom || patchKey;
  if (value === null) {
    delete merged[key];
    return;
  }
  const current = own(merged, key);
  if (!Object.hasOwn(merged, key) || kindOf(current) !== kindOf(value)) {
    if (deletedFrom === undefined) assign(merged, key, discardNulls(value));
    return;
  }
  if (isObject(current) && isObject(value)) {
    const rule = ruleForMap(type, key);
    setOwn(merged, key, rule.strategy === "replace" ? value : mergeMaps(current, value, rule.type));
  } else if (Array.isArray(current) && Array.isArray(value)) {
    const rule = ruleForList(type, key);
    if (deletedFrom !== undefined) setOwn(merged, key, deleteFromList(current, value, rule, mergeMaps));
    else setOwn(merged, key, rule.strategy === "merge" ? mergeLists(current, value, rule, mergeMaps) : value);
  } else {
    assign(merged, key, value);
  }
}

/** Sets a value of the patch; one that is a directive itself takes the key away. */
function assign(merged: JsonObject, key: string, value: unknown): void {
  const kept = removeDirectives(value);
  if (kept === undefined) delete merged[key];
  else setOwn(merged, key, kept);
}

import { isObject, type JsonObject } from "../../../lib/kubernetes/objects.ts";
import { jsonField, type KubernetesType, type StructSchema } from "../../../lib/kubernetes/schema/schema.ts";
import { generateAnything, generateValue, type Oddity, odd, ordinary } from "./generate-value.ts";
import type { Random } from "./random.ts";

/** A patch for an object of that type: part of such an object, with directives that mostly fit the original. */
export function generatePatch(random: Random, type: StructSchema, original: unknown): unknown {
  const oddity = random.chance(0.35) ? odd : ordinary;
  const directives = random.chance(0.75) ? (random.chance(0.3) ? 0.2 : 0.05) : 0;
  return addDirectives(random, type, mix(random, type, original, oddity), original, directives);
}

/** A fresh object, with some of the original's members in between. */
function mix(random: Random, type: StructSchema, original: unknown, oddity: Oddity): unknown {
  const fresh = generateValue(random, type, oddity);
  if (!isObject(fresh)) return isObject(original) ? {} : fresh;
  if (isObject(original)) {
    for (const key of Object.keys(original))
      if (random.chance(0.1)) fresh[key] = structuredClone(original[key]);
  }
  return fresh;
}

function addDirectives(
  random: Random,
  type: KubernetesType,
  patch: unknown,
  original: unknown,
  chance: number,
): unknown {
  if (type.kind === "ptr") return addDirectives(random, type.elem, patch, original, chance);
  if (type.kind !== "struct" || !isObject(patch)) return patch;
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(patch)) {
    const before = isObject(original) ? original[key] : undefined;
    result[key] = addBelow(random, jsonField(type, key)?.type, value, before, chance);
  }
  for (const field of type.jsonFields) {
    if (field.type.kind !== "slice" || !random.chance(chance)) continue;
    const before = isObject(original) ? original[field.jsonName] : undefined;
    addListDirective(random, result, field.jsonName, before, field.patchMergeKey);
  }
  if (random.chance(chance / 3))
    result.$patch = random.pick(["replace", "delete", "replace", "merge", "bogus", 1, null]);
  if (random.chance(chance)) result.$retainKeys = retainKeys(random, result, original);
  return random.chance(0.2) ? Object.fromEntries(random.shuffle(Object.entries(result))) : result;
}

function addBelow(
  random: Random,
  type: KubernetesType | undefined,
  value: unknown,
  before: unknown,
  chance: number,
): unknown {
  if (!type) return value;
  if (type.kind === "slice" && Array.isArray(value)) {
    const items = value.map((item) => addDirectives(random, type.elem, item, findLike(item, before), chance));
    for (const item of items) {
      if (isObject(item) && random.chance(chance))
        item.$patch = random.pick(["delete", "delete", "delete", "replace", "merge", "x"]);
    }
    if (random.chance(chance / 4)) items.push({ $patch: "replace" });
    return items;
  }
  return addDirectives(random, type, value, before, chance);
}

function findLike(item: unknown, list: unknown): unknown {
  if (!isObject(item) || !Array.isArray(list)) return undefined;
  return list.find((other) => isObject(other) && other.name === item.name);
}

function retainKeys(random: Random, patch: JsonObject, original: unknown): unknown {
  if (random.chance(0.05)) return generateAnything(random);
  const own = Object.keys(patch).filter((key) => random.chance(0.97) && key !== "$patch");
  return random.shuffle([...own, ...random.some(Object.keys(isObject(original) ? original : {}), 0.5)]);
}

function addListDirective(
  random: Random,
  patch: JsonObject,
  key: string,
  before: unknown,
  mergeKey: string,
): void {
  const now = patch[key];
  const all = [...(Array.isArray(now) ? now : []), ...(Array.isArray(before) ? before : [])];
  if (random.chance(0.03)) {
    patch[
      random.pick([
        `$setElementOrder/${key}`,
        "$setElementOrder",
        "$deleteFromPrimitiveList",
        "$setElementOrder/foo",
      ])
    ] = generateAnything(random);
  } else if (mergeKey === "" && random.chance(0.5)) {
    patch[`$deleteFromPrimitiveList/${key}`] = random.some(all.length > 0 ? all : ["a", "b"], 0.6);
    if (random.chance(0.8)) delete patch[key];
  } else {
    const order =
      mergeKey === ""
        ? all
        : all.flatMap((item) => (isObject(item) && mergeKey in item ? [{ [mergeKey]: item[mergeKey] }] : []));
    patch[`$setElementOrder/${key}`] = random.chance(0.7)
      ? dedupe(order)
      : random.shuffle(dedupe(order)).slice(random.below(2));
  }
}

function dedupe(items: readonly unknown[]): unknown[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(JSON.stringify(item)) && seen.add(JSON.stringify(item)));
}

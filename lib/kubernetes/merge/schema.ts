import { type JsonField, jsonField, type KubernetesType } from "../schema/schema.ts";
import { mergeError } from "./values.ts";

/** How the value of a key is to be merged: its type, and what the Go struct's tags say. */
export interface MergeRule {
  /** The type of the value; for a list that of its elements. */
  readonly type: KubernetesType;
  /** "merge", "replace" or "". */
  readonly strategy: string;
  /** The key by which elements of a merged list are told apart; "" for lists of scalars. */
  readonly mergeKey: string;
}

/** The rule for a key whose values are objects. (apimachinery: PatchMetaFromStruct.LookupPatchMetadataForStruct) */
export function ruleForMap(parent: KubernetesType, key: string): MergeRule {
  return mapRules.get(parent, key);
}

/** The rule for a key whose values are lists. (apimachinery: PatchMetaFromStruct.LookupPatchMetadataForSlice) */
export function ruleForList(parent: KubernetesType, key: string): MergeRule {
  return listRules.get(parent, key);
}

/** Rules that were found before, of fields that types have: no more than there are fields and spellings met. */
class Rules {
  readonly #find: (parent: KubernetesType, key: string) => MergeRule;
  readonly #found = new WeakMap<KubernetesType, Map<string, MergeRule>>();

  constructor(find: (parent: KubernetesType, key: string) => MergeRule) {
    this.#find = find;
  }

  get(parent: KubernetesType, key: string): MergeRule {
    const rules = this.#rulesOf(parent);
    const known = rules.get(key);
    if (known) return known;
    const rule = this.#find(parent, key);
    if (rules.size < mostSpellings) rules.set(key, rule);
    return rule;
  }

  #rulesOf(parent: KubernetesType): Map<string, MergeRule> {
    const known = this.#found.get(parent);
    if (known) return known;
    const rules = new Map<string, MergeRule>();
    this.#found.set(parent, rules);
    return rules;
  }
}

/** Keys match in any case, and what is remembered must not grow with every spelling that someone sends. */
const mostSpellings = 200;

const mapRules = new Rules((parent, key) => {
  const field = fieldOf(parent, key);
  const strategies = field.patchStrategy.split(",").filter((strategy) => strategy !== "retainKeys");
  return { type: field.type, strategy: strategies[0] ?? "", mergeKey: field.patchMergeKey };
});

const listRules = new Rules((parent, key) => {
  const rule = mapRules.get(parent, key);
  return { ...rule, type: elementType(rule.type, parent) };
});

function fieldOf(parent: KubernetesType, key: string): JsonField {
  const type = parent.kind === "ptr" ? parent.elem : parent;
  if (type.kind !== "struct") {
    throw mergeError(`merging an object in json but data type is not struct, instead is: ${type.kind}`);
  }
  const field = jsonField(type, key);
  if (field) return field;
  const goName = type.name.slice(type.name.indexOf(".") + 1);
  throw mergeError(`unable to find api field in struct ${goName} for the json field ${JSON.stringify(key)}`);
}

/** Go looks through one pointer, and takes what is behind it for the element if that is no list. */
function elementType(type: KubernetesType, parent: KubernetesType): KubernetesType {
  if (type.kind === "ptr") return type.elem.kind === "slice" ? type.elem.elem : type.elem;
  if (type.kind !== "slice") throw mergeError(`expected slice or array type, but got: ${parent.kind}`);
  if (type.elem.kind === "slice") throw mergeError("unexpected slice of slice");
  return type.elem;
}

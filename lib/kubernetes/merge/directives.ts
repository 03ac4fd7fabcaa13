import { isObject, type JsonObject, setOwn } from "../objects.ts";
import { mergeError } from "./values.ts";

/** Prefix of the key whose list names scalars to delete from the list it is parallel to. */
export const deletionPrefix = "$deleteFromPrimitiveList";
const orderPrefix = "$setElementOrder";

export function isOrderDirective(key: string): boolean {
  return key.startsWith(orderPrefix);
}

/** The key of the list that a `$setElementOrder/…` orders. */
export function listOrderedBy(directive: string): string {
  return afterPrefix(directive, orderPrefix, "invalid patch format of setElementOrder list");
}

/** The key of the list that a `$deleteFromPrimitiveList/…` deletes from; undefined for any other key. */
export function listDeletedFrom(key: string): string | undefined {
  if (!key.startsWith(deletionPrefix)) return undefined;
  return afterPrefix(key, deletionPrefix, "invalid patch format of primitive list");
}

function afterPrefix(key: string, prefix: string, complaint: string): string {
  if (!key.startsWith(`${prefix}/`)) throw mergeError(complaint);
  return key.slice(prefix.length + 1);
}

/** The value without any null member, however deep; nulls in lists stay. (apimachinery: discardNullValuesFromPatch) */
export function discardNulls(value: unknown): unknown {
  return someMember(value, (_, member) => member === null) ? withoutNulls(value) : value;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (member !== null) setOwn(kept, key, withoutNulls(member));
  }
  return kept;
}

/**
 * The value without the objects that carry `$patch`, however deep; undefined if it is one itself. The other
 * directives stay, as keys like any other. (apimachinery: removeDirectives)
 */
export function removeDirectives(value: unknown): unknown {
  return someMember(value, (key) => key === "$patch") ? withoutDirectives(value) : value;
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, "$patch")) return undefined;
  const kept: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const cleaned = withoutDirectives(member);
    if (cleaned !== undefined) setOwn(kept, key, cleaned);
  }
  return kept;
}

/** Whether an object somewhere in the value has such a member; most patches have none, and need no copy. */
function someMember(value: unknown, test: (key: string, member: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => someMember(item, test));
  if (!isObject(value)) return false;
  for (const key of Object.keys(value)) {
    if (test(key, value[key]) || someMember(value[key], test)) return true;
  }
  return false;
}

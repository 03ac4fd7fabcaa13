import type { Operation } from "fast-json-patch";
import { isObject, type JsonObject } from "../kubernetes/objects.ts";

/**
 * The JSON Patch from one JSON value to another, with the operations that Istio's injector takes
 * (gomodules.xyz/jsonpatch, CreatePatch), in a fixed order: lists by index, from the end where they become
 * shorter, and nothing moved or copied. Values are shared with `after`, and bigint is a number like others.
 * What both share is not looked into.
 */
export function diff(before: unknown, after: unknown, path = ""): Operation[] {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  if (isObject(before) && isObject(after)) return diffObjects(before, after, path);
  return [{ op: "replace", path, value: after }];
}

function diffObjects(before: JsonObject, after: JsonObject, path: string): Operation[] {
  const operations: Operation[] = [];
  for (const key of Object.keys(after)) {
    const place = `${path}/${escapeToken(key)}`;
    if (Object.hasOwn(before, key)) append(operations, diff(before[key], after[key], place));
    else operations.push({ op: "add", path: place, value: after[key] });
  }
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) operations.push({ op: "remove", path: `${path}/${escapeToken(key)}` });
  }
  return operations;
}

function diffLists(before: readonly unknown[], after: readonly unknown[], path: string): Operation[] {
  const operations: Operation[] = [];
  const common = Math.min(before.length, after.length);
  for (let i = before.length - 1; i >= common; i--) operations.push({ op: "remove", path: `${path}/${i}` });
  for (let i = common; i < after.length; i++)
    operations.push({ op: "add", path: `${path}/${i}`, value: after[i] });
  for (let i = 0; i < common; i++) append(operations, diff(before[i], after[i], `${path}/${i}`));
  return operations;
}

function append(operations: Operation[], more: readonly Operation[]): void {
  for (const operation of more) operations.push(operation);
}

/** (RFC 6901, 4) */
function escapeToken(key: string): string {
  return /[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
}

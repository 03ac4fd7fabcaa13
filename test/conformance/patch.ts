import type { Json, JsonObject } from "./json.ts";

export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/** Applies a JSON patch (RFC 6902) to a copy. Throws where an operation does not apply. */
export function applyPatch(document: Json, operations: readonly Operation[]): Json {
  const root: JsonObject = { "": structuredClone(document) };
  for (const operation of operations) applyOperation(root, operation);
  return root[""] as Json;
}

function applyOperation(root: JsonObject, { op, path, from, value }: Operation): void {
  if (op === "remove" || op === "replace") remove(root, path);
  if (op === "add" || op === "replace") insert(root, path, structuredClone(value as Json));
  if (op === "move") insert(root, path, remove(root, from as string));
  if (op === "copy") insert(root, path, structuredClone(read(root, from as string)));
}

function insert(root: JsonObject, path: string, value: Json): void {
  const { parent, key } = locate(root, path);
  if (!Array.isArray(parent)) {
    Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  const index = key === "-" ? parent.length : indexIn(key, parent.length);
  parent.splice(index, 0, value);
}

function remove(root: JsonObject, path: string): Json {
  const value = read(root, path);
  const { parent, key } = locate(root, path);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
  return value;
}

function read(root: JsonObject, path: string): Json {
  const { parent, key } = locate(root, path);
  if (Array.isArray(parent)) return parent[indexIn(key, parent.length - 1)] as Json;
  if (!Object.hasOwn(parent, key)) throw new Error(`nothing at ${path}`);
  return parent[key] as Json;
}

function locate(root: JsonObject, path: string): { parent: JsonObject | Json[]; key: string } {
  const keys = path.split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const key = keys.pop() as string;
  let parent: Json = root;
  for (const step of keys) {
    if (parent === null || typeof parent !== "object") throw new Error(`nothing at ${path}`);
    parent = (Array.isArray(parent) ? parent[indexIn(step, parent.length - 1)] : parent[step]) as Json;
  }
  if (parent === null || typeof parent !== "object") throw new Error(`nothing at ${path}`);
  return { parent, key };
}

function indexIn(key: string, last: number): number {
  const index = Number(key);
  if (!/^(0|[1-9]\d*)$/.test(key) || index > last) throw new Error(`no index ${key} in a list`);
  return index;
}

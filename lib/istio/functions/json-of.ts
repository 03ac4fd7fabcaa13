import { elementsOf, typed } from "../../gotemplate/typed.ts";
import { isGoFunc } from "../../gotemplate/types.ts";
import {
  GoError,
  GoMap,
  type GoValue,
  Named,
  Nil,
  Num,
  Pointer,
  Slice,
  Struct,
  type StructField,
} from "../../gotemplate/values.ts";
import { parseJson } from "../../kubernetes/json.ts";
import { compareStrings } from "../proto/go-json.ts";

/**
 * The JSON that json.Marshal makes of a value, as plain data whose keys stand in Go's order: fields as
 * declared, map keys sorted.
 *
 * @throws GoError for what JSON cannot hold
 */
export function jsonOf(value: GoValue): unknown {
  if (value === null || value === undefined || value instanceof Nil) return null;
  if (typeof value !== "object") return typeof value === "number" ? finite(value) : value;
  if (value instanceof Pointer) return jsonOf(value.target);
  if (value instanceof Struct) return jsonOfStruct(value);
  if (value instanceof Num) return typeof value.value === "number" ? finite(value.value) : value.value;
  if (value instanceof Named) return value.value;
  if (value instanceof GoMap) return jsonOfMap(value);
  if (Array.isArray(value) || value instanceof Slice) return (elementsOf(value) ?? []).map(jsonOf);
  if (isGoFunc(value)) throw new GoError("json: unsupported type: func");
  return jsonOfObject(value as Readonly<Record<string, GoValue>>);
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  const shown = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  throw new GoError(`json: unsupported value: ${shown}`);
}

function jsonOfObject(object: Readonly<Record<string, GoValue>>): unknown {
  const keys = Object.keys(object).sort(compareStrings);
  return Object.fromEntries(keys.map((key) => [key, jsonOf(object[key])]));
}

function jsonOfMap(map: GoMap): unknown {
  const entries = [...map.entries].map(([key, item]): [string, unknown] => [
    String(key),
    jsonOf(typed(map.type.elem, item)),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => compareStrings(a, b)));
}

function jsonOfStruct(struct: Struct): unknown {
  const methods = struct.type.methods?.() ?? {};
  const marshalJson = methods.MarshalJSON;
  if (marshalJson !== undefined) return parseJson(marshalJson.call(struct) as string);
  return Object.fromEntries(struct.type.fields().flatMap((field) => jsonOfField(struct, field)));
}

/** The object behind a struct has exactly the keys that Go would write: no empty ones where they are omitted. */
function jsonOfField(struct: Struct, field: StructField): [string, unknown][] {
  if (field.json === "") return Object.entries(jsonOf(typed(field.type, struct.json)) as object);
  if (!Object.hasOwn(struct.json, field.json)) return [];
  return [[field.json, jsonOf(typed(field.type, struct.json[field.json]))]];
}

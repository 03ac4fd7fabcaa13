import { findMethod } from "../../gotemplate/struct-fields.ts";
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

/**
 * The JSON that json.Marshal makes of a value, as plain data; in which order keys stand is left to whoever
 * writes it.
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
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, jsonOf(item)]));
}

function jsonOfMap(map: GoMap): unknown {
  const entries = [...map.entries].map(([key, item]): [string, unknown] => [
    String(key),
    jsonOf(typed(map.type.elem, item)),
  ]);
  return Object.fromEntries(entries);
}

function jsonOfStruct(struct: Struct): unknown {
  const marshalJson = findMethod(struct, "MarshalJSON");
  if (marshalJson !== undefined) return jsonOf(marshalJson.call(struct) as GoValue);
  return Object.fromEntries(struct.type.fields().flatMap((field) => jsonOfField(struct, field)));
}

/** The object behind a struct has exactly the keys that Go would write: no empty ones where they are omitted. */
function jsonOfField(struct: Struct, field: StructField): [string, unknown][] {
  if (field.json === "") return Object.entries(jsonOf(typed(field.type, struct.json)) as object);
  if (!Object.hasOwn(struct.json, field.json)) return [];
  return [[field.json, jsonOf(typed(field.type, struct.json[field.json]))]];
}

import { formatFloat } from "../gotemplate/float.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import type { LabelSelector } from "../kubernetes/label-selector.ts";
import { isNumber, jsonKind } from "./proto/go-json.ts";

/**
 * Fields of a Go struct that sigs.k8s.io/yaml decodes: where Go wants a string, YAML's numbers and booleans
 * become one. `field` is the path that encoding/json names in its messages.
 */

type Json = Readonly<Record<string, unknown>>;

/** A field by its name or, as encoding/json has it, by one that is equal but for case. */
export function fieldOf(object: Json, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const folded = Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase());
  return folded === undefined ? undefined : object[folded];
}

export function readObject(value: unknown, goType: string, field: string): Json {
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value) || isNumber(value))
    throw mismatch(value, goType, field);
  return value as Json;
}

export function readText(value: unknown, goType: string, field: string): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value === "number") return numberText(value);
  throw mismatch(value, goType, field);
}

/** sigs.k8s.io/yaml writes floats as float32; which numbers were floats in YAML shows only in a fraction. */
function numberText(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : formatFloat(value, "g", -1, 32);
}

export function readStrings(value: unknown, field: string): string[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw mismatch(value, "[]string", field);
  return value.map((item) => readText(item, "string", field));
}

/** The entries of a map; keys that JavaScript gives a meaning are keys like others. */
export function readMap<T>(
  value: unknown,
  goType: string,
  field: string,
  read: (item: unknown) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(readObject(value, goType, field)).map(([key, item]) => [key, read(item)]),
  );
}

export function readSelectors(value: unknown, field: string): LabelSelector[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw mismatch(value, "[]v1.LabelSelector", field);
  return value.map((item) => {
    const selector = readObject(item, "v1.LabelSelector", field);
    return decode("v1.LabelSelector", withTexts(selector)) as LabelSelector;
  });
}

/** Every scalar of a label selector is a string. */
function withTexts(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object" || isNumber(value)) return readText(value, "string", "");
  if (Array.isArray(value)) return value.map(withTexts);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withTexts(item)]));
}

function mismatch(value: unknown, goType: string, field: string): Error {
  const place = field === "" ? `Go value of type ${goType}` : `Go struct field ${field} of type ${goType}`;
  return new Error(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into ${place}`,
  );
}

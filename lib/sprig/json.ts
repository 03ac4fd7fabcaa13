/** JSON in and out. */

import { type FuncMap, fn, GoError, type GoValue } from "../gotemplate/values.ts";
import { JsonNumber, JsonSyntaxError, parseJson } from "../kubernetes/json.ts";
import { encodeJson, type JsonStyle } from "./json-encode.ts";

const COMPACT: JsonStyle = { escapeHtml: true };
const PRETTY: JsonStyle = { escapeHtml: true, indent: "  " };
const RAW: JsonStyle = { escapeHtml: false };

export const jsonFuncs: FuncMap = {
  fromJson: fn("func(v string) any", orNothing(decodeJson, null)),
  mustFromJson: fn("func(v string) (any, error)", decodeJson),
  toJson: fn(
    "func(v any) string",
    orNothing((value) => encodeJson(value, COMPACT), ""),
  ),
  mustToJson: fn("func(v any) (string, error)", (value) => encodeJson(value, COMPACT)),
  toPrettyJson: fn(
    "func(v any) string",
    orNothing((value) => encodeJson(value, PRETTY), ""),
  ),
  mustToPrettyJson: fn("func(v any) (string, error)", (value) => encodeJson(value, PRETTY)),
  toRawJson: fn("func(v any) string", (value) => encodeJson(value, RAW)),
  mustToRawJson: fn("func(v any) (string, error)", (value) => encodeJson(value, RAW)),
};

/** Go's functions that drop the error return what they have by then: nothing. */
function orNothing<T, R>(call: (argument: T) => R, nothing: R): (argument: T) => R {
  return (argument) => {
    try {
      return call(argument);
    } catch (error) {
      if (error instanceof GoError) return nothing;
      throw error;
    }
  };
}

/** json.Unmarshal into an `any`: every number is a float64. @throws GoError with encoding/json's message */
export function decodeJson(text: string): GoValue {
  const value = parsed(text);
  return value === undefined ? exactly(text) : value;
}

/** JSON.parse reads into floats as Go does, and of a repeated key takes the last; but it never says what is wrong. */
function parsed(text: string): GoValue | undefined {
  try {
    const value = JSON.parse(text);
    return value === null || isExact(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function isExact(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isExact(member));
}

function exactly(text: string): GoValue {
  try {
    return withFloats(parseJson(text));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new GoError(error.message);
    throw error;
  }
}

/** What JSON holds as encoding/json decodes it: every number a float64. */
export function withFloats(value: unknown): GoValue {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof JsonNumber) return floatOf(value.text);
  if (Array.isArray(value)) return value.map(withFloats);
  if (typeof value !== "object" || value === null) return value as GoValue;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withFloats(member)]));
}

function floatOf(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new GoError(`json: cannot unmarshal number ${text} into Go value of type float64`);
}

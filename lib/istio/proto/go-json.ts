import { JsonNumber } from "../../kubernetes/json.ts";

/** A problem with a document, worded as Go's encoding/json and jsonpb word it. */
export class ProtoError extends Error {
  override readonly name = "ProtoError";
  readonly code = "bad-protobuf-json";
}

/** What encoding/json calls a JSON value that does not fit. */
export function jsonKind(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (isNumber(value)) return "number";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** A number in any of the forms that readers give it. */
export function isNumber(value: unknown): value is number | bigint | JsonNumber {
  return typeof value === "number" || typeof value === "bigint" || value instanceof JsonNumber;
}

/** The message of encoding/json's UnmarshalTypeError. */
export function typeError(value: string, goType: string): ProtoError {
  return new ProtoError(`json: cannot unmarshal ${value} into Go value of type ${goType}`);
}

/** json.Marshal of a float64. */
export function formatFloat(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

import { JsonSyntaxError, parseJson, stringifyJson } from "../../kubernetes/json.ts";
import type { EnumDescriptor, ScalarKind } from "./descriptors.ts";
import { formatFloat, isNumber, jsonKind, ProtoError, typeError } from "./go-json.ts";
import type { Scalar } from "./message.ts";

/**
 * One scalar from JSON, with the errors of jsonpb and encoding/json: integers may stand in quotes, a null
 * (which can only be an element here) is the zero value.
 */
export function readScalar(kind: ScalarKind, value: unknown): Scalar {
  switch (kind) {
    case "bool":
      return value === null ? false : expectBool(value);
    case "string":
      return value === null ? "" : expectString(value);
    case "double":
      return readDouble(value);
    default:
      return readInteger(kind, value);
  }
}

function expectBool(value: unknown): boolean {
  if (typeof value !== "boolean") throw typeError(jsonKind(value), "bool");
  return value;
}

function expectString(value: unknown): string {
  if (typeof value !== "string") throw typeError(jsonKind(value), "string");
  return value;
}

const integerRange: Readonly<Record<"int32" | "int64" | "uint32", readonly [bigint, bigint]>> = {
  int32: [-(1n << 31n), (1n << 31n) - 1n],
  int64: [-(1n << 63n), (1n << 63n) - 1n],
  uint32: [0n, (1n << 32n) - 1n],
};

function readInteger(kind: "int32" | "int64" | "uint32", value: unknown): number | bigint {
  const literal = numberLiteral(value, kind);
  if (literal === undefined) return kind === "int64" ? 0n : 0;
  const [min, max] = integerRange[kind];
  const integer = /^-?[0-9]+$/.test(literal) ? BigInt(literal) : undefined;
  if (integer === undefined || integer < min || integer > max) throw typeError(`number ${literal}`, kind);
  return kind === "int64" ? integer : Number(integer);
}

const nonFinite: Readonly<Record<string, number>> = { NaN, Infinity: Infinity, "-Infinity": -Infinity };

function readDouble(value: unknown): number {
  if (typeof value === "string" && Object.hasOwn(nonFinite, value)) return nonFinite[value] as number;
  const literal = numberLiteral(value, "float64");
  if (literal === undefined) return 0;
  const number = Number(literal);
  if (!Number.isFinite(number)) throw typeError(`number ${literal}`, "float64");
  return number;
}

/**
 * The literal of a number, bare or in quotes (jsonpb strips them and reads the rest as JSON); undefined for
 * null, which leaves a number at zero.
 */
function numberLiteral(value: unknown, goType: string): string | undefined {
  const inner = typeof value === "string" ? readQuoted(value) : value;
  if (inner === null) return undefined;
  if (!isNumber(inner)) throw typeError(jsonKind(inner), goType);
  return typeof value === "string" ? value.trim() : stringifyJson(inner);
}

function readQuoted(text: string): unknown {
  try {
    return parseJson(stringifyJson(text).slice(1, -1));
  } catch (error) {
    throw error instanceof JsonSyntaxError ? new ProtoError(error.message) : error;
  }
}

/** An enum from its name, or from its number, known or not. */
export function readEnum(descriptor: EnumDescriptor, value: unknown): number {
  if (typeof value !== "string") {
    if (value === null) return 0;
    if (!isNumber(value)) throw typeError(jsonKind(value), enumNumber);
    const literal = stringifyJson(value);
    if (!/^-?[0-9]+$/.test(literal) || Math.abs(Number(literal) + 0.5) > 2 ** 31) {
      throw typeError(`number ${literal}`, enumNumber);
    }
    return Number(literal);
  }
  const number = descriptor.numberOf.get(value);
  if (number === undefined) {
    throw new ProtoError(
      `unknown value ${stringifyJson(stringifyJson(value))} for enum ${descriptor.fullName}`,
    );
  }
  return number;
}
const enumNumber = "protoreflect.EnumNumber";

/** One scalar as JSON: 64-bit integers in quotes, numbers that JSON has not by their names. */
export function writeScalar(kind: ScalarKind, value: Scalar): string {
  if (kind === "string") return stringifyJson(value);
  if (kind === "int64") return `"${value}"`;
  if (kind === "double" && !Number.isFinite(value)) return `"${value}"`;
  return kind === "double" ? formatFloat(value as number) : String(value);
}

import { compareStrings } from "../../gotemplate/utf8.ts";
import { GoError } from "../../gotemplate/values.ts";
import { stringifyJson } from "../../kubernetes/json.ts";
import { parseDuration } from "../go-duration.ts";
import type { ScalarKind } from "./descriptors.ts";
import { formatFloat, isNumber, jsonKind, ProtoError, typeError } from "./go-json.ts";
import { type Message, newMap, type Scalar } from "./message.ts";
import { readScalar, writeScalar } from "./scalars.ts";

/** How a message reads and writes itself where protobuf, or Istio, gives it a JSON form of its own. */
export interface JsonForm {
  readonly read: (value: unknown) => Message;
  readonly write: (message: Message) => string;
  /** True where null is a value, and not the absence of one. */
  readonly readsNull?: boolean;
}

/** The special forms by the message's full name. */
export const jsonForms: ReadonlyMap<string, JsonForm> = new Map([
  ["google.protobuf.BoolValue", wrapper("bool", false)],
  ["google.protobuf.StringValue", wrapper("string", "")],
  ["google.protobuf.Int32Value", wrapper("int32", 0)],
  ["google.protobuf.Int64Value", wrapper("int64", 0n)],
  ["google.protobuf.UInt32Value", wrapper("uint32", 0)],
  ["google.protobuf.Duration", { read: readDuration, write: writeDuration }],
  ["google.protobuf.Value", { read: readValue, write: writeValue, readsNull: true }],
  ["google.protobuf.ListValue", { read: readList, write: writeList }],
  ["google.protobuf.Struct", { read: readStruct, write: writeStruct }],
  [
    "istio.operator.v1alpha1.IntOrString",
    { read: readIntOrString, write: writeIntOrString, readsNull: true },
  ],
]);

function wrapper(kind: ScalarKind, zero: Scalar): JsonForm {
  return {
    read: (value) => {
      const inner = readScalar(kind, value);
      return inner === zero ? {} : { value: inner };
    },
    write: (message) => writeScalar(kind, (message.value as Scalar | undefined) ?? zero),
  };
}

function readString(value: unknown): string {
  return readScalar("string", value) as string;
}

/** jsonpb takes whatever time.ParseDuration takes, "1h30m" too; a bare number is refused. */
function readDuration(value: unknown): Message {
  const text = readString(value);
  try {
    return durationMessage(parseDuration(text));
  } catch (error) {
    if (error instanceof GoError) throw new ProtoError(`bad Duration: ${error.message}`);
    throw error;
  }
}

/** durationpb.New. */
function durationMessage(nanoseconds: bigint): Message {
  const seconds = nanoseconds / 1_000_000_000n;
  const nanos = Number(nanoseconds % 1_000_000_000n);
  return { ...(seconds === 0n ? {} : { seconds }), ...(nanos === 0 ? {} : { nanos }) };
}

/** durationpb.Duration.AsDuration, in nanoseconds; a missing message is zero. */
export function asDuration(message: Message | undefined): bigint {
  const seconds = (message?.seconds as bigint | undefined) ?? 0n;
  return seconds * 1_000_000_000n + BigInt((message?.nanos as number | undefined) ?? 0);
}

/** "60s", "1.500s": as many digits as are needed, in threes. */
function writeDuration(message: Message): string {
  const nanoseconds = asDuration(message);
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const fraction = (size % 1_000_000_000n)
    .toString()
    .padStart(9, "0")
    .replace(/(000)+$/, "");
  const sign = nanoseconds < 0n ? "-" : "";
  return `"${sign}${size / 1_000_000_000n}${fraction === "" ? "" : `.${fraction}`}s"`;
}

function readValue(value: unknown): Message {
  if (value === null || value === undefined) return { nullValue: 0 };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "string") return { stringValue: value };
  if (isNumber(value)) return { numberValue: Number(stringifyJson(value)) };
  return Array.isArray(value) ? { listValue: readList(value) } : { structValue: readStruct(value) };
}

function writeValue(message: Message): string {
  if (message.nullValue !== undefined) return "null";
  if (message.stringValue !== undefined) return stringifyJson(message.stringValue as string);
  if (message.numberValue !== undefined) return formatFloat(message.numberValue as number);
  if (message.listValue !== undefined) return writeList(message.listValue as Message);
  if (message.structValue !== undefined) return writeStruct(message.structValue as Message);
  return String(message.boolValue);
}

function readList(value: unknown): Message {
  if (value === null) return {};
  if (!Array.isArray(value)) {
    throw new ProtoError(`bad ListValue: ${typeError(jsonKind(value), "[]json.RawMessage").message}`);
  }
  return value.length === 0 ? {} : { values: value.map(readValue) };
}

function writeList(message: Message): string {
  return `[${((message.values ?? []) as readonly Message[]).map(writeValue).join(",")}]`;
}

function readStruct(value: unknown): Message {
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new ProtoError(`bad StructValue: ${typeError(jsonKind(value), rawObject).message}`);
  }
  const entries = Object.entries(value as Record<string, unknown>);
  return entries.length === 0 ? {} : { fields: newMap(entries.map(([key, item]) => [key, readValue(item)])) };
}
const rawObject = "map[string]json.RawMessage";

function writeStruct(message: Message): string {
  const fields = (message.fields ?? {}) as Readonly<Record<string, Message>>;
  const keys = Object.keys(fields).sort(compareStrings);
  return `{${keys.map((key) => `${stringifyJson(key)}:${writeValue(fields[key] as Message)}`).join(",")}}`;
}

/** Istio's own message for ports and percentages of its values (operator/pkg/apis/value_types_json.go). */
function readIntOrString(value: unknown): Message {
  if (typeof value === "string") return { type: 1n, strVal: value === "" ? {} : { value } };
  if (value !== null && !isNumber(value)) throw typeError(jsonKind(value), "int32");
  const integer = readScalar("int32", value);
  return { intVal: integer === 0 ? {} : { value: integer } };
}

function writeIntOrString(message: Message): string {
  const integer = message.intVal as Message | undefined;
  if (integer !== undefined) return String(integer.value ?? 0);
  return stringifyJson(((message.strVal as Message | undefined)?.value as string | undefined) ?? "");
}

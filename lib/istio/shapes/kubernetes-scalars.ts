import { BASIC_TYPES } from "../../gotemplate/types.ts";
import {
  type BasicType,
  fn,
  type GoFunc,
  type GoValue,
  Nil,
  Num,
  type StructType,
} from "../../gotemplate/values.ts";
import { canonicalQuantity, quantityValue } from "../../kubernetes/quantity.ts";
import { jsonBehind } from "./json-behind.ts";

/** Kubernetes' structs whose JSON is a string or a number. What they hold beside Go's own fields is under "". */

const basic = (name: string) => BASIC_TYPES.get(name) as BasicType;
const int32 = basic("int32");
const int64 = basic("int64");

function textBehind(receiver: GoValue): string {
  return String(jsonBehind(receiver)[""] ?? "");
}

/** A String method; of a nil pointer fmt prints this, whether the method panics or says so itself. */
function stringOr(print: (receiver: GoValue) => string): GoFunc {
  return fn("func() string", (receiver: GoValue) => (receiver instanceof Nil ? "<nil>" : print(receiver)));
}

const quantity: StructType = {
  kind: "struct",
  name: "resource.Quantity",
  fields: () => [{ name: "Format", json: "Format", type: { kind: "string", name: "resource.Format" } }],
  fromJson: (json) => ({ "": json === undefined || json === null ? "0" : canonicalQuantity(String(json)) }),
  methods: () => ({
    String: stringOr(textBehind),
    MarshalJSON: fn("func() string", textBehind),
    IsZero: fn("func() bool", (receiver) => quantityValue(textBehind(receiver)).mantissa === 0n),
    Value: fn("func() any", (receiver) => new Num(int64, scaled(textBehind(receiver), 0))),
    MilliValue: fn("func() any", (receiver) => new Num(int64, scaled(textBehind(receiver), 3))),
  }),
};

/** quantity × 10^scale, rounded up (away from zero) as Quantity.ScaledValue does. */
function scaled(text: string, scale: number): bigint {
  const { mantissa, exponent } = quantityValue(text);
  const shift = exponent + scale;
  if (shift >= 0) return mantissa * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  const size = mantissa < 0n ? -mantissa : mantissa;
  const rounded = (size + divisor - 1n) / divisor;
  return mantissa < 0n ? -rounded : rounded;
}

const time: StructType = {
  kind: "struct",
  name: "v1.Time",
  fields: () => [],
  fromJson: (json) => ({ "": json ?? "" }),
  methods: () => ({
    // Go prints a time as "2006-01-02 15:04:05 +0000 UTC".
    String: stringOr((receiver) => printTime(textBehind(receiver))),
    MarshalJSON: fn("func() any", (receiver) => textBehind(receiver) || null),
    IsZero: fn("func() bool", (receiver) => textBehind(receiver) === ""),
    Unix: fn("func() any", (receiver) => new Num(int64, unixSeconds(textBehind(receiver)))),
  }),
};

function printTime(text: string): string {
  if (text === "") return "0001-01-01 00:00:00 +0000 UTC";
  return new Date(text)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " +0000 UTC");
}

function unixSeconds(text: string): bigint {
  return text === "" ? -62_135_596_800n : BigInt(Math.floor(Date.parse(text) / 1000));
}

const intOrString: StructType = {
  kind: "struct",
  name: "intstr.IntOrString",
  fields: () => [
    { name: "Type", json: "Type", type: { kind: "int64", name: "intstr.Type" } },
    { name: "IntVal", json: "IntVal", type: int32 },
    { name: "StrVal", json: "StrVal", type: basic("string") },
  ],
  fromJson: (json) => (typeof json === "string" ? { Type: 1, StrVal: json } : { Type: 0, IntVal: json ?? 0 }),
  methods: () => ({
    String: stringOr((receiver) => String(intOrStringValue(receiver))),
    MarshalJSON: fn("func() any", intOrStringValue),
    IntValue: fn("func() int", (receiver) => intValue(intOrStringValue(receiver))),
  }),
};

function intOrStringValue(receiver: GoValue): unknown {
  const fields = jsonBehind(receiver);
  return fields.Type === 1 ? fields.StrVal : (fields.IntVal ?? 0);
}

/** A string that is no integer is 0 (strconv.Atoi, its error ignored). */
function intValue(value: unknown): bigint {
  const text = String(value);
  return /^[-+]?[0-9]+$/.test(text) ? BigInt(text.replace("+", "")) : 0n;
}

export const scalarStructs: Readonly<Record<string, StructType>> = {
  "resource.Quantity": quantity,
  "v1.Time": time,
  "intstr.IntOrString": intOrString,
};

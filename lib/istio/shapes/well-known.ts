import { BASIC_TYPES } from "../../gotemplate/types.ts";
import { type BasicType, fn, type GoValue, type Methods, Num, Pointer } from "../../gotemplate/values.ts";
import { formatDuration } from "../go-duration.ts";
import type { Message } from "../proto/message.ts";
import { asDuration } from "../proto/well-known.ts";
import { jsonBehind } from "./json-behind.ts";

const nanosecondsPer: Readonly<Record<string, bigint>> = {
  Hours: 3_600_000_000_000n,
  Minutes: 60_000_000_000n,
  Seconds: 1_000_000_000n,
};

/** time.Duration: an int64 of nanoseconds that prints as "1m30s". */
const timeDuration: BasicType = {
  kind: "int64",
  name: "time.Duration",
  methods: () => durationMethods,
};

const int64 = BASIC_TYPES.get("int64") as BasicType;
const durationMethods: Methods = {
  String: fn("func() string", (value: Num) => formatDuration(BigInt(value.value))),
  ...Object.fromEntries(
    Object.entries(nanosecondsPer).map(([name, unit]) => [
      name,
      fn(
        "func() float64",
        (value: Num) =>
          Number(BigInt(value.value) / unit) + Number(BigInt(value.value) % unit) / Number(unit),
      ),
    ]),
  ),
  Milliseconds: fn("func() any", (value: Num) => new Num(int64, BigInt(value.value) / 1_000_000n)),
  Microseconds: fn("func() any", (value: Num) => new Num(int64, BigInt(value.value) / 1_000n)),
  Nanoseconds: fn("func() any", (value: Num) => new Num(int64, BigInt(value.value))),
};

/** What the Go types of well-known messages can do beyond their getters. */
export const wellKnownMethods: Readonly<Record<string, Methods>> = {
  "google.protobuf.Duration": {
    AsDuration: fn(
      "func() any",
      (receiver: GoValue) => new Num(timeDuration, asDuration(jsonBehind(receiver) as Message)),
    ),
    IsValid: fn("func() bool", (receiver: GoValue) => receiver instanceof Pointer),
  },
  "google.protobuf.Value": {
    AsInterface: fn("func() any", (receiver: GoValue) => asInterface(jsonBehind(receiver) as Message)),
  },
  "google.protobuf.Struct": {
    AsMap: fn("func() map[string]any", (receiver: GoValue) => asMap(jsonBehind(receiver) as Message)),
  },
};

/** structpb.Value.AsInterface. */
function asInterface(value: Message): GoValue {
  if (value.structValue !== undefined) return asMap(value.structValue as Message);
  if (value.listValue !== undefined) {
    return (((value.listValue as Message).values ?? []) as readonly Message[]).map(asInterface);
  }
  return (value.stringValue ?? value.boolValue ?? value.numberValue ?? null) as GoValue;
}

function asMap(struct: Message): { readonly [key: string]: GoValue } {
  const fields = (struct.fields ?? {}) as Readonly<Record<string, Message>>;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, asInterface(value)]));
}

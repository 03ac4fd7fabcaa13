/** time.Time, time.Month and their like as templates see them. */

import type { BasicType, GoValue, Methods, StructType } from "../gotemplate/values.ts";
import { fn, Num, Struct } from "../gotemplate/values.ts";
import { formatDuration, HOUR, MINUTE, SECOND } from "./duration.ts";
import { MONTHS, WEEKDAYS } from "./layout.ts";
import { calendarOf, formatMoment, type Moment, momentOf, secondsOf, ZERO_MOMENT } from "./moment.ts";
import { UTC } from "./zones.ts";

/** Moments behind the structs that templates hold; their fields cannot be seen, as in Go. */
const moments = new WeakMap<Struct, Moment>();

export const TIME: StructType = {
  kind: "struct",
  name: "time.Time",
  fields: () => [],
  methods: () => METHODS,
};

const DURATION: BasicType = {
  kind: "int64",
  name: "time.Duration",
  methods: () => ({
    String: fn("func() string", (d: Num) => formatDuration(d.value as bigint)),
    Nanoseconds: fn("func() int64", (d: Num) => d.value),
    Microseconds: fn("func() int64", (d: Num) => (d.value as bigint) / 1_000n),
    Milliseconds: fn("func() int64", (d: Num) => (d.value as bigint) / 1_000_000n),
    Seconds: fn("func() float64", (d: Num) => Number(d.value) / Number(SECOND)),
    Minutes: fn("func() float64", (d: Num) => Number(d.value) / Number(MINUTE)),
    Hours: fn("func() float64", (d: Num) => Number(d.value) / Number(HOUR)),
    Abs: fn("func() time.Duration", (d: Num) =>
      durationValue((d.value as bigint) < 0n ? -(d.value as bigint) : (d.value as bigint)),
    ),
  }),
};
const MONTH: BasicType = named("time.Month", (month) => MONTHS[month - 1] ?? `%!Month(${month})`);
const WEEKDAY: BasicType = named("time.Weekday", (day) => WEEKDAYS[day] ?? `%!Weekday(${day})`);

function named(name: string, nameOf: (value: number) => string): BasicType {
  const methods = { String: fn("func() string", (value: Num) => nameOf(Number(value.value))) };
  return { kind: "int", name, methods: () => methods };
}

export function timeValue(moment: Moment): Struct {
  // Equal moments have equal content, which is what deepEqual looks at.
  const { offset, zone } = calendarOf(moment);
  const struct = new Struct(TIME, { nanoseconds: moment.nanoseconds, offset, zone });
  moments.set(struct, moment);
  return struct;
}

function durationValue(nanoseconds: bigint): Num {
  return new Num(DURATION, nanoseconds);
}

/** The moment in a value, undefined if it is no time.Time. */
export function momentIn(value: GoValue): Moment | undefined {
  if (!(value instanceof Struct) || value.type.name !== TIME.name) return undefined;
  return moments.get(value) ?? ZERO_MOMENT;
}

function momentOfStruct(value: Struct): Moment {
  return moments.get(value) ?? ZERO_MOMENT;
}

const at = (call: (moment: Moment, ...args: never[]) => unknown) => {
  // biome-ignore lint/suspicious/noExplicitAny: as in GoFunc
  return (receiver: Struct, ...args: any[]) => call(momentOfStruct(receiver), ...(args as never[]));
};

const calendar = (signature: string, pick: (parts: ReturnType<typeof calendarOf>) => unknown) =>
  fn(
    signature,
    at((moment) => pick(calendarOf(moment))),
  );

const RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00";

const METHODS: Methods = withTypes({
  String: fn(
    "func() string",
    at((moment) => formatMoment(moment, "2006-01-02 15:04:05.999999999 -0700 MST")),
  ),
  MarshalJSON: fn(
    "func() string",
    at((moment) => formatMoment(moment, RFC3339_NANO)),
  ),
  Format: fn(
    "func(layout string) string",
    at((moment, layout: string) => formatMoment(moment, layout)),
  ),
  Year: calendar("func() int", (parts) => BigInt(parts.year)),
  Month: calendar("func() time.Month", (parts) => new Num(MONTH, BigInt(parts.month))),
  Day: calendar("func() int", (parts) => BigInt(parts.day)),
  Hour: calendar("func() int", (parts) => BigInt(parts.hour)),
  Minute: calendar("func() int", (parts) => BigInt(parts.minute)),
  Second: calendar("func() int", (parts) => BigInt(parts.second)),
  Nanosecond: calendar("func() int", (parts) => BigInt(parts.nanosecond)),
  Weekday: calendar("func() time.Weekday", (parts) => new Num(WEEKDAY, BigInt(parts.weekday))),
  YearDay: calendar("func() int", (parts) => BigInt(parts.yearDay)),
  Unix: fn(
    "func() int64",
    at((moment) => secondsOf(moment)),
  ),
  UnixMilli: fn(
    "func() int64",
    at((moment) => floored(moment.nanoseconds, 1_000_000n)),
  ),
  UnixMicro: fn(
    "func() int64",
    at((moment) => floored(moment.nanoseconds, 1_000n)),
  ),
  UnixNano: fn(
    "func() int64",
    at((moment) => BigInt.asIntN(64, moment.nanoseconds)),
  ),
  UTC: fn(
    "func() time.Time",
    at((moment) => timeValue({ ...moment, zone: UTC })),
  ),
  IsZero: fn(
    "func() bool",
    at((moment) => moment.nanoseconds === ZERO_MOMENT.nanoseconds),
  ),
  After: fn(
    "func(u time.Time) bool",
    at((moment, other: Struct) => moment.nanoseconds > momentOfStruct(other).nanoseconds),
  ),
  Before: fn(
    "func(u time.Time) bool",
    at((moment, other: Struct) => moment.nanoseconds < momentOfStruct(other).nanoseconds),
  ),
  Equal: fn(
    "func(u time.Time) bool",
    at((moment, other: Struct) => moment.nanoseconds === momentOfStruct(other).nanoseconds),
  ),
  Compare: fn(
    "func(u time.Time) int",
    at((moment, other: Struct) => sign(moment.nanoseconds - momentOfStruct(other).nanoseconds)),
  ),
  Sub: fn(
    "func(u time.Time) time.Duration",
    at((moment, other: Struct) =>
      durationValue(saturated(moment.nanoseconds - momentOfStruct(other).nanoseconds)),
    ),
  ),
  AddDate: fn("func(years int, months int, days int) time.Time", at(addDate)),
  Truncate: fn(
    "func(d time.Duration) time.Time",
    at((moment, unit: bigint) => timeValue(truncated(moment, unit))),
  ),
});

/** So that a method's arguments and results are of these types, not of others that share their names. */
function withTypes(methods: Methods): Methods {
  const types = {
    "time.Time": TIME,
    "time.Duration": DURATION,
    "time.Month": MONTH,
    "time.Weekday": WEEKDAY,
  };
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, { ...method, types }]));
}

function addDate(moment: Moment, years: bigint, months: bigint, days: bigint): Struct {
  const parts = calendarOf(moment);
  const moved = {
    ...parts,
    year: parts.year + Number(years),
    month: parts.month + Number(months),
    day: parts.day + Number(days),
  };
  return timeValue(momentOf(moved, moment.zone));
}

function truncated(moment: Moment, unit: bigint): Moment {
  if (unit <= 0n) return moment;
  const sinceZero = moment.nanoseconds - ZERO_MOMENT.nanoseconds;
  return { ...moment, nanoseconds: moment.nanoseconds - (((sinceZero % unit) + unit) % unit) };
}

function floored(value: bigint, unit: bigint): bigint {
  return (value - (((value % unit) + unit) % unit)) / unit;
}

function sign(value: bigint): bigint {
  return value < 0n ? -1n : value > 0n ? 1n : 0n;
}

/** time.Sub keeps to what a Duration can hold. */
export function saturated(duration: bigint): bigint {
  const most = 2n ** 63n - 1n;
  if (duration > most) return most;
  return duration < -most - 1n ? -most - 1n : duration;
}

/** Dates and durations. Go calls the zone Local in which a date is read and written unless it says otherwise. */

import { clampedInt64 } from "../gotemplate/strconv.ts";
import {
  type FuncMap,
  fn,
  GoError,
  type GoFunc,
  type GoValue,
  Num,
  type Struct,
} from "../gotemplate/values.ts";
import { formatDuration, HOUR, MINUTE, parseDuration, roundDuration, SECOND } from "./duration.ts";
import { momentIn, saturated, TIME, timeValue } from "./go-time.ts";
import { formatMoment, type Moment, secondsOf, ZERO_MOMENT } from "./moment.ts";
import { parseMoment } from "./parse-moment.ts";
import { loadZone, UTC, type Zone } from "./zones.ts";

const HTML_DATE = "2006-01-02";

export interface DateContext {
  readonly clock: () => Date;
  readonly zone: string;
}

/** Dates that come from the arguments alone. */
export function dateFuncs(zone: string): FuncMap {
  const local = localZone(zone);
  const toDate = (layout: string, text: string) => timeValue(parseMoment(layout, text, local));
  const modify = (text: string, date: Struct) => {
    const moment = momentIn(date) as Moment;
    return timeValue({ ...moment, nanoseconds: moment.nanoseconds + parseDuration(text) });
  };
  const dateModify = ofTime("func(fmt string, date time.Time) time.Time", (text, date) =>
    orElse(() => modify(text, date), date),
  );
  const mustDateModify = ofTime("func(fmt string, date time.Time) (time.Time, error)", modify);
  return {
    toDate: ofTime("func(fmt string, str string) time.Time", (layout, text) =>
      orElse(() => toDate(layout, text), timeValue(ZERO_MOMENT)),
    ),
    mustToDate: ofTime("func(fmt string, str string) (time.Time, error)", toDate),
    dateModify,
    date_modify: dateModify,
    mustDateModify,
    must_date_modify: mustDateModify,
    unixEpoch: ofTime("func(date time.Time) string", (date) => String(secondsOf(momentIn(date) as Moment))),
    duration: fn("func(sec any) string", (seconds) =>
      formatDuration(BigInt.asIntN(64, wholeSeconds(seconds) * SECOND)),
    ),
  };
}

/** Dates for which the clock stands in where the argument is none. */
export function clockFuncs({ clock, zone }: DateContext): FuncMap {
  const local = localZone(zone);
  const now = (): Moment => ({ nanoseconds: BigInt(clock().getTime()) * 1_000_000n, zone: local });
  const format = (layout: string, date: GoValue, zoneName: string) => {
    const target = zoneName === "Local" ? local : (loadZone(zoneName) ?? UTC);
    return formatMoment({ ...(momentOfValue(date) ?? now()), zone: target }, layout);
  };
  const dateInZone = impure("func(fmt string, date any, zone string) string", format);
  return {
    now: { ...ofTime("func() time.Time", () => timeValue(now())), impure: true },
    date: impure("func(fmt string, date any) string", (layout, date) => format(layout, date, "Local")),
    dateInZone,
    date_in_zone: dateInZone,
    htmlDate: impure("func(date any) string", (date) => format(HTML_DATE, date, "Local")),
    htmlDateInZone: impure("func(date any, zone string) string", (date, name) =>
      format(HTML_DATE, date, name),
    ),
    ago: impure("func(date any) string", (date) => {
      const then = isNumber(date, "int32") ? now() : (momentOfValue(date) ?? now());
      return formatDuration(roundDuration(saturated(now().nanoseconds - then.nanoseconds), SECOND));
    }),
    durationRound: impure("func(duration any) string", (value) => roughDuration(durationOf(value, now))),
  };
}

function ofTime(signature: string, call: GoFunc["call"]): GoFunc {
  return { ...fn(signature, call), types: { "time.Time": TIME } };
}

function impure(signature: string, call: GoFunc["call"]): GoFunc {
  return { ...fn(signature, call), impure: true };
}

function localZone(name: string): Zone {
  const zone = loadZone(name);
  if (zone === undefined)
    throw new RangeError(`no time zone ${JSON.stringify(name)} in the time zone database`);
  return zone;
}

function orElse<T>(call: () => T, otherwise: T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof GoError) return otherwise;
    throw error;
  }
}

function isNumber(value: GoValue, type: string): value is Num {
  return value instanceof Num && value.type.name === type;
}

/** A date, or seconds since 1970 as int, int64 or int32. A float64, as JSON data has, is none. */
function momentOfValue(value: GoValue): Moment | undefined {
  const number = isNumber(value, "int64") || isNumber(value, "int32") ? value.value : value;
  return typeof number === "bigint" ? { nanoseconds: number * SECOND, zone: UTC } : momentIn(value);
}

/** Text or an int64; sprig takes an int for neither. */
function wholeSeconds(value: GoValue): bigint {
  if (typeof value === "string") return clampedInt64(value);
  return isNumber(value, "int64") ? (value.value as bigint) : 0n;
}

function durationOf(value: GoValue, now: () => Moment): bigint {
  if (typeof value === "string") return orElse(() => parseDuration(value), 0n);
  if (isNumber(value, "int64")) return value.value as bigint;
  const then = momentIn(value);
  return then === undefined ? 0n : saturated(now().nanoseconds - then.nanoseconds);
}

const DAY = 24n * HOUR;
const ROUGH_UNITS: readonly (readonly [string, bigint])[] = [
  ["y", 365n * DAY],
  ["mo", 30n * DAY],
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
];

/** In the largest unit that it exceeds, without its sign. */
function roughDuration(duration: bigint): string {
  const all = duration < 0n ? -duration : duration;
  const unit = ROUGH_UNITS.find(([, length]) => all > length);
  return unit === undefined ? "0s" : `${all / unit[1]}${unit[0]}`;
}

/** A moment in a time zone, as Go's time.Time: its calendar, and its text by a layout. */

import { chunksOf, isFraction, MONTHS, WEEKDAYS } from "./layout.ts";
import { UTC, type Zone } from "./zones.ts";

export interface Moment {
  /** Since 1970-01-01T00:00:00Z, any number of them. */
  readonly nanoseconds: bigint;
  readonly zone: Zone;
}

const BILLION = 1_000_000_000n;
const DAY = 86_400n;

/** time.Time{}: the first moment of the year 1. */
export const ZERO_MOMENT: Moment = { nanoseconds: -62_135_596_800n * BILLION, zone: UTC };

export interface Calendar {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 0, Sunday. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** Seconds east of Greenwich. */
  readonly offset: number;
  readonly zone: string;
}

export function secondsOf(moment: Moment): bigint {
  return floorDivide(moment.nanoseconds, BILLION);
}

export function calendarOf(moment: Moment): Calendar {
  const seconds = secondsOf(moment);
  const { offset, name } = moment.zone.at(seconds);
  const local = seconds + BigInt(offset);
  const days = floorDivide(local, DAY);
  const clock = Number(local - days * DAY);
  const { year, month, day } = dateOfDays(Number(days));
  return {
    year,
    month,
    day,
    weekday: modulo(Number(days) + 4, 7),
    yearDay: Number(days) - daysOfDate(year, 1, 1) + 1,
    hour: Math.trunc(clock / 3600),
    minute: Math.trunc(clock / 60) % 60,
    second: clock % 60,
    nanosecond: Number(moment.nanoseconds - seconds * BILLION),
    offset,
    zone: name,
  };
}

/** time.Date: a reading of calendar and clock in a zone; where clocks are put forward or back, one of the two. */
export function momentOf(
  local: Pick<Calendar, "year" | "month" | "day" | "hour" | "minute" | "second" | "nanosecond">,
  zone: Zone,
): Moment {
  const months = local.year * 12 + local.month - 1;
  const days = daysOfDate(Math.floor(months / 12), modulo(months, 12) + 1, 1) + local.day - 1;
  const seconds = BigInt(days) * DAY + BigInt(local.hour * 3600 + local.minute * 60 + local.second);
  const first = zone.at(seconds).offset;
  const offset = first === 0 ? 0 : zone.at(seconds - BigInt(first)).offset;
  return { nanoseconds: (seconds - BigInt(offset)) * BILLION + BigInt(local.nanosecond), zone };
}

/** Days since 1970-01-01, in the proleptic Gregorian calendar; a cycle of it has 400 years from 1 March 2000. */
export function daysOfDate(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const cycle = Math.floor(shifted / 400);
  const inCycle = shifted - cycle * 400;
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leaps = Math.floor(inCycle / 4) - Math.floor(inCycle / 100);
  return cycle * 146_097 + inCycle * 365 + leaps + inYear - 719_468;
}

function dateOfDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const cycle = Math.floor(shifted / 146_097);
  const inCycle = shifted - cycle * 146_097;
  const years = Math.floor(
    (inCycle - Math.floor(inCycle / 1460) + Math.floor(inCycle / 36_524) - Math.floor(inCycle / 146_096)) /
      365,
  );
  const inYear = inCycle - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const fromMarch = Math.floor((5 * inYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = inYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: years + cycle * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Time.Format. */
export function formatMoment(moment: Moment, layout: string): string {
  const calendar = calendarOf(moment);
  return chunksOf(layout)
    .map(({ before, token }) => before + (token === "" ? "" : formatToken(token, calendar)))
    .join("");
}

const pad = (value: number, width: number) =>
  value < 0 ? `-${String(-value).padStart(width, "0")}` : String(value).padStart(width, "0");

const FORMATS: Readonly<Record<string, (at: Calendar) => string>> = {
  "06": (at) => pad(Math.abs(at.year) % 100, 2),
  "2006": (at) => pad(at.year, 4),
  Jan: (at) => (MONTHS[at.month - 1] as string).slice(0, 3),
  January: (at) => MONTHS[at.month - 1] as string,
  "1": (at) => String(at.month),
  "01": (at) => pad(at.month, 2),
  Mon: (at) => (WEEKDAYS[at.weekday] as string).slice(0, 3),
  Monday: (at) => WEEKDAYS[at.weekday] as string,
  "2": (at) => String(at.day),
  _2: (at) => String(at.day).padStart(2),
  "02": (at) => pad(at.day, 2),
  __2: (at) => String(at.yearDay).padStart(3),
  "002": (at) => pad(at.yearDay, 3),
  "15": (at) => pad(at.hour, 2),
  "3": (at) => String(at.hour % 12 || 12),
  "03": (at) => pad(at.hour % 12 || 12, 2),
  "4": (at) => String(at.minute),
  "04": (at) => pad(at.minute, 2),
  "5": (at) => String(at.second),
  "05": (at) => pad(at.second, 2),
  PM: (at) => (at.hour >= 12 ? "PM" : "AM"),
  pm: (at) => (at.hour >= 12 ? "pm" : "am"),
  MST: (at) => (at.zone === "" ? formatOffset(at.offset, "-0700") : at.zone),
};

function formatToken(token: string, calendar: Calendar): string {
  if (isFraction(token)) return formatFraction(token, calendar.nanosecond);
  if (Object.hasOwn(FORMATS, token)) return (FORMATS[token] as (at: Calendar) => string)(calendar);
  return token.startsWith("Z") && calendar.offset === 0 ? "Z" : formatOffset(calendar.offset, token);
}

/** As many digits as there are zeros; as many as are needed, up to the number of nines. */
function formatFraction(token: string, nanosecond: number): string {
  const digits = pad(nanosecond, 9)
    .slice(0, token.length - 1)
    .padEnd(token.length - 1, "0");
  if (token[1] === "0") return token.charAt(0) + digits.slice(0, 9);
  const trimmed = digits.slice(0, 9).replace(/0+$/, "");
  return trimmed === "" ? "" : token.charAt(0) + trimmed;
}

/** -07, -0700, -07:00, -070000 or -07:00:00 */
function formatOffset(offset: number, token: string): string {
  const minutes = Math.trunc(Math.abs(offset) / 60);
  const colon = token.includes(":") ? ":" : "";
  const parts = [pad(Math.trunc(minutes / 60), 2)];
  if (token.length > 3) parts.push(pad(minutes % 60, 2));
  if (token.length > 6) parts.push(pad(Math.abs(offset) % 60, 2));
  // Go looks at the sign of the minutes alone.
  return (offset <= -60 ? "-" : "+") + parts.join(colon);
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}

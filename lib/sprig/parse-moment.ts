/** time.ParseInLocation. */

import { GoError } from "../gotemplate/values.ts";
import { chunksOf, isFraction, MONTHS, quoteBytes, WEEKDAYS } from "./layout.ts";
import { daysOfDate, type Moment, momentOf, secondsOf } from "./moment.ts";
import { fixedZone, UTC, type Zone } from "./zones.ts";

/** What has been read so far. */
interface Reading {
  rest: string;
  year: number;
  month?: number;
  day?: number;
  yearDay?: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half?: "am" | "pm";
  utc?: boolean;
  offset?: number;
  zoneName?: string;
}

/** The value does not have the form of the part of the layout; the caller says which. */
class Mismatch extends Error {}
/** It does, but is too large: the caller says in which text. */
class OutOfRange extends Error {}

/**
 * Reads a date written by a layout; `local` is its zone where the text names none.
 *
 * @throws GoError `parsing time "…" as "…": cannot parse "…" as "…"`, or `parsing time "…": … out of range`
 */
export function parseMoment(layout: string, text: string, local: Zone): Moment {
  const reading: Reading = { rest: text, year: 0, hour: 0, minute: 0, second: 0, nanosecond: 0 };
  const failed = (element: string, as: string) =>
    new GoError(
      `parsing time ${quoteBytes(text)} as ${quoteBytes(layout)}: cannot parse ${quoteBytes(element)} as ${quoteBytes(as)}`,
    );
  const wrong = (message: string) => new GoError(`parsing time ${quoteBytes(text)}: ${message}`);

  for (const [i, { before, token }] of chunksOf(layout).entries()) {
    if (!skip(reading, before)) throw failed(reading.rest, before);
    const start = reading.rest;
    try {
      if (token !== "") read(token, reading, chunksOf(layout)[i + 1]);
    } catch (error) {
      if (error instanceof OutOfRange) throw wrong(`${error.message} out of range`);
      if (error instanceof Mismatch) throw failed(start, token);
      throw error;
    }
  }
  if (reading.rest !== "") throw wrong(`extra text: ${quoteBytes(reading.rest)}`);
  return momentOfReading(reading, local, wrong);
}

/** Any number of spaces match any number of spaces; up to where the text differs. */
function skip(reading: Reading, prefix: string): boolean {
  let expected = prefix;
  while (expected !== "") {
    if (expected.startsWith(" ")) {
      if (reading.rest !== "" && !reading.rest.startsWith(" ")) return false;
      expected = expected.replace(/^ +/, "");
      reading.rest = reading.rest.replace(/^ +/, "");
    } else {
      if (reading.rest === "" || reading.rest[0] !== expected[0]) return false;
      expected = expected.slice(1);
      reading.rest = reading.rest.slice(1);
    }
  }
  return true;
}

/** Takes what the pattern matches at the start of the rest. */
function take(reading: Reading, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(reading.rest);
  if (match === null) throw new Mismatch();
  reading.rest = reading.rest.slice(match[0].length);
  return match;
}

function takeNumber(reading: Reading, pattern: RegExp): number {
  return Number(take(reading, pattern)[0].trim());
}

const ONE_OR_TWO = /^\d\d?/;
const TWO = /^\d\d/;

type Reader = (reading: Reading, next: string) => void;

const READERS: Readonly<Record<string, Reader>> = {
  "2006": (to) => {
    const text = take(to, /^\d[\s\S]{3}/)[0];
    if (!/^\d{4}$/.test(text)) throw new Mismatch();
    to.year = Number(text);
  },
  "06": (to) => {
    const text = take(to, /^[\s\S]{2}/)[0];
    if (!/^[+-]?\d+$/.test(text)) throw new Mismatch();
    to.year = Number(text) + (Number(text) >= 69 ? 1900 : 2000);
  },
  January: (to) => {
    to.month = takeName(to, MONTHS) + 1;
  },
  Jan: (to) => {
    to.month = takeName(to, MONTHS.map(short)) + 1;
  },
  "1": (to) => readMonth(to, ONE_OR_TWO),
  "01": (to) => readMonth(to, TWO),
  Monday: (to) => {
    takeName(to, WEEKDAYS);
  },
  Mon: (to) => {
    takeName(to, WEEKDAYS.map(short));
  },
  "2": (to) => {
    to.day = takeNumber(to, ONE_OR_TWO);
  },
  _2: (to) => {
    to.day = takeNumber(to, /^ ?\d\d?/);
  },
  "02": (to) => {
    to.day = takeNumber(to, TWO);
  },
  __2: (to) => {
    to.yearDay = takeNumber(to, /^ {0,2}\d{1,3}/);
  },
  "002": (to) => {
    to.yearDay = takeNumber(to, /^\d{3}/);
  },
  "15": (to) => {
    to.hour = within(takeNumber(to, ONE_OR_TWO), 23, "hour");
  },
  "3": (to) => {
    to.hour = within(takeNumber(to, ONE_OR_TWO), 12, "hour");
  },
  "03": (to) => {
    to.hour = within(takeNumber(to, TWO), 12, "hour");
  },
  "4": (to) => {
    to.minute = within(takeNumber(to, ONE_OR_TWO), 59, "minute");
  },
  "04": (to) => {
    to.minute = within(takeNumber(to, TWO), 59, "minute");
  },
  "5": (to, next) => readSecond(to, ONE_OR_TWO, next),
  "05": (to, next) => readSecond(to, TWO, next),
  PM: (to) => {
    to.half = take(to, /^[AP]M/)[0] === "PM" ? "pm" : "am";
  },
  pm: (to) => {
    to.half = take(to, /^[ap]m/)[0] as "am" | "pm";
  },
  MST: readZoneName,
};

function read(token: string, reading: Reading, next?: { before: string; token: string }): void {
  if (isFraction(token)) readFraction(reading, token);
  else if (Object.hasOwn(READERS, token)) (READERS[token] as Reader)(reading, next?.token ?? "");
  else if (token.startsWith("Z") && reading.rest.startsWith("Z")) {
    reading.rest = reading.rest.slice(1);
    reading.utc = true;
  } else readOffset(reading, token);
}

function short(name: string): string {
  return name.slice(0, 3);
}

function takeName(reading: Reading, names: readonly string[]): number {
  const rest = reading.rest.toLowerCase();
  const found = names.findIndex((name) => rest.startsWith(name.toLowerCase()));
  if (found === -1) throw new Mismatch();
  reading.rest = reading.rest.slice((names[found] as string).length);
  return found;
}

function within(value: number, most: number, name: string): number {
  if (value > most) throw new OutOfRange(name);
  return value;
}

function readMonth(reading: Reading, pattern: RegExp): void {
  reading.month = within(takeNumber(reading, pattern), 12, "month");
  if (reading.month === 0) throw new OutOfRange("month");
}

/** A fraction may follow in the text where the layout has none. */
function readSecond(reading: Reading, pattern: RegExp, next: string): void {
  reading.second = within(takeNumber(reading, pattern), 59, "second");
  if (/^[.,]\d/.test(reading.rest) && !isFraction(next)) {
    reading.nanosecond = nanosecondsOf(take(reading, /^[.,]\d+/)[0]);
  }
}

/** Zeros ask for exactly as many digits, nines for any number, none included. */
function readFraction(reading: Reading, token: string): void {
  if (token[1] === "9") {
    if (/^[.,]\d/.test(reading.rest)) reading.nanosecond = nanosecondsOf(take(reading, /^[.,]\d+/)[0]);
    return;
  }
  reading.nanosecond = nanosecondsOf(take(reading, new RegExp(`^[.,]\\d{${token.length - 1}}`))[0]);
}

function nanosecondsOf(fraction: string): number {
  return Number(fraction.slice(1, 10).padEnd(9, "0"));
}

/** -07, -0700, -07:00, -070000 or -07:00:00, the same with Z. */
function readOffset(reading: Reading, token: string): void {
  const form = token.replace(/^[-Z]/, "^([+-])").replaceAll(/\d\d/g, "(\\d\\d)");
  const [, sign, hours, minutes = "0", seconds = "0"] = take(reading, new RegExp(form));
  const [h, m, s] = [
    within(Number(hours), 24, "time zone offset hour"),
    within(Number(minutes), 60, "time zone offset minute"),
    within(Number(seconds), 60, "time zone offset second"),
  ];
  reading.offset = (sign === "-" ? -1 : 1) * ((h * 60 + m) * 60 + s);
}

/** Three capitals, or four or five that end in T; GMT and nameless zones may have a signed hour. */
function readZoneName(reading: Reading): void {
  if (reading.rest.startsWith("UTC")) {
    reading.rest = reading.rest.slice(3);
    reading.utc = true;
    return;
  }
  const match = take(
    reading,
    /^(?:ChST|MeST|GMT(?:[+-]0*(?:2[0-3]|1?\d)(?!\d))?|[+-]0*(?:2[0-3]|1?\d)(?!\d)|(?:[A-Z]{3}(?![A-Z])|(?:[A-Z]{3}T|WITA)(?![A-Z])|[A-Z]{4}T(?![A-Z])))/,
  );
  reading.zoneName = match[0];
}

function momentOfReading(reading: Reading, local: Zone, wrong: (message: string) => GoError): Moment {
  if (reading.half === "pm" && reading.hour < 12) reading.hour += 12;
  if (reading.half === "am" && reading.hour === 12) reading.hour = 0;
  const { month, day } = monthAndDay(reading, wrong);
  const date = { ...reading, month, day };
  if (day < 1 || day > daysIn(date.year, month)) throw wrong("day out of range");
  if (reading.utc) return momentOf(date, UTC);
  const utc = momentOf(date, UTC);
  if (reading.offset !== undefined) return withOffset(utc, reading.offset, reading.zoneName ?? "", local);
  if (reading.zoneName !== undefined) return withZoneName(utc, reading.zoneName, local);
  return momentOf(date, local);
}

function monthAndDay(reading: Reading, wrong: (message: string) => GoError): { month: number; day: number } {
  const { year, yearDay } = reading;
  if (yearDay === undefined) return { month: reading.month ?? 1, day: reading.day ?? 1 };
  const length = daysIn(year, 2) === 29 ? 366 : 365;
  if (yearDay < 1 || yearDay > length) throw wrong("day-of-year out of range");
  let month = 1;
  let day = yearDay;
  for (; day > daysIn(year, month); month++) day -= daysIn(year, month);
  if (reading.month !== undefined && reading.month !== month) throw wrong("day-of-year does not match month");
  if (reading.day !== undefined && reading.day !== day) throw wrong("day-of-year does not match day");
  return { month, day };
}

function daysIn(year: number, month: number): number {
  return month === 12 ? 31 : daysOfDate(year, month + 1, 1) - daysOfDate(year, month, 1);
}

const BILLION = 1_000_000_000n;

/** The local zone if it has this offset then, otherwise a zone made of the offset. */
function withOffset(utc: Moment, offset: number, name: string, local: Zone): Moment {
  const nanoseconds = utc.nanoseconds - BigInt(offset) * BILLION;
  const there = local.at(secondsOf({ nanoseconds, zone: local }));
  const same = there.offset === offset && (name === "" || there.name === name);
  return { nanoseconds, zone: same ? local : fixedZone(name, offset) };
}

/** The local zone if it goes by this name then; otherwise a zone of that name, without an offset but for GMT±n. */
function withZoneName(utc: Moment, name: string, local: Zone): Moment {
  const seconds = secondsOf(utc);
  const guess = local.at(seconds);
  const there = local.at(seconds - BigInt(guess.offset));
  if (there.name === name) {
    return { nanoseconds: utc.nanoseconds - BigInt(there.offset) * BILLION, zone: local };
  }
  const hours = name.startsWith("GMT") ? Number(name.slice(3)) : 0;
  return { nanoseconds: utc.nanoseconds, zone: fixedZone(name, hours * 3600) };
}

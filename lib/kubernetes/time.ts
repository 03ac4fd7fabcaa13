import { KubernetesError } from "./errors.ts";

/** Digits of a second's fraction that are printed: metav1.Time none, metav1.MicroTime six. */
export type TimePrecision = 0 | 6;

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})([.,]\d+)?(Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * A timestamp as Go reads it with layout RFC 3339 and prints it again, in UTC; null for Go's zero time.
 * (apimachinery: metav1.Time, metav1.MicroTime). Throws with time.Parse's message.
 */
export function canonicalTime(text: string, precision: TimePrecision): string | null {
  const match = rfc3339.exec(text);
  if (!match) throw unparsable(text, precision);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const fraction = match[7]?.slice(1) ?? "";
  const offset = offsetMinutes(match[9], match[10], match[11]);
  if (month < 1 || month > 12) throw outOfRange(text, "month");
  if (hour > 23) throw outOfRange(text, "hour");
  if (minute > 59) throw outOfRange(text, "minute");
  if (second > 59) throw outOfRange(text, "second");
  if (day < 1 || day > daysIn(month, year)) throw outOfRange(text, "day");
  if (offset === undefined) throw outOfRange(text, "time zone offset");
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  time.setUTCHours(hour, minute - offset, second, 0);
  const printed = print(time);
  if (printed === "0001-01-01T00:00:00" && !/[1-9]/.test(fraction.slice(0, 9))) return null;
  return precision === 6 ? `${printed}.${fraction.slice(0, 6).padEnd(6, "0")}Z` : `${printed}Z`;
}

function offsetMinutes(sign?: string, hours?: string, minutes?: string): number | undefined {
  if (sign === undefined) return 0;
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 24 || m > 60) return undefined;
  return (sign === "-" ? -1 : 1) * (h * 60 + m);
}

function daysIn(month: number, year: number): number {
  return new Date(Date.UTC(year < 100 ? year + 2000 : year, month, 0)).getUTCDate();
}

function print(time: Date): string {
  const year = time.getUTCFullYear();
  const sign = year < 0 ? "-" : "";
  return `${sign}${String(Math.abs(year)).padStart(4, "0")}${time
    .toISOString()
    .replace(/^[+-]?\d+/, "")
    .slice(0, 15)}`;
}

function layoutOf(precision: TimePrecision): string {
  return precision === 6 ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
}

function outOfRange(text: string, what: string): KubernetesError {
  return new KubernetesError("TIME", `parsing time ${JSON.stringify(text)}: ${what} out of range`);
}

function unparsable(text: string, precision: TimePrecision): KubernetesError {
  const layout = layoutOf(precision);
  return new KubernetesError(
    "TIME",
    `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(text)} as "2006"`,
  );
}

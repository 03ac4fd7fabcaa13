/** Numbers from values of any type, as spf13/cast converts them: what has no number is 0. */

import { parseFloat64, parseInt64 } from "../gotemplate/strconv.ts";
import { type GoValue, Named, Num, Pointer } from "../gotemplate/values.ts";

const MIN_INT64 = -(2n ** 63n);

export function toInt64(value: GoValue): bigint {
  const number = toNumber(value);
  if (typeof number === "bigint") return BigInt.asIntN(64, number);
  if (typeof number === "number") return truncateFloat(number);
  // strconv.ParseInt with base 0, after a decimal part is cut off.
  return typeof number === "string" ? (parseInt64(cutDecimals(number), 0) ?? 0n) : 0n;
}

export function toFloat64(value: GoValue): number {
  const number = toNumber(value);
  if (typeof number === "bigint") return Number(number);
  if (typeof number === "number") return number;
  return typeof number === "string" ? (parseFloat64(number) ?? 0) : 0;
}

/** The number in a value, or the text to read one from. */
function toNumber(value: GoValue): bigint | number | string | undefined {
  switch (typeof value) {
    case "bigint":
    case "number":
    case "string":
      return value;
    case "boolean":
      return value ? 1n : 0n;
    case "undefined":
      return 0n;
  }
  if (value instanceof Num) return value.value;
  if (value instanceof Named) return toNumber(value.value);
  if (value instanceof Pointer) return toNumber(value.target);
  return undefined;
}

/** What amd64 makes of a float that fits no int64, too. */
function truncateFloat(value: number): bigint {
  if (!Number.isFinite(value) || value >= 2 ** 63 || value < -(2 ** 63)) return MIN_INT64;
  return BigInt(Math.trunc(value));
}

const DECIMAL = /^([-+]?\d*)(\.\d*)?$/;

/** "1.9" is read as "1", ".5" as "0"; anything else with a dot stays as it is, and is no integer. */
function cutDecimals(text: string): string {
  if (!text.includes(".")) return text;
  const match = DECIMAL.exec(text);
  if (match === null) return text;
  const whole = match[1] as string;
  return /\d/.test(whole) ? whole : `${whole}0`;
}

/** time.Duration: nanoseconds as a bigint. */

import { GoError } from "../gotemplate/values.ts";
import { quoteBytes } from "./layout.ts";

export const SECOND = 1_000_000_000n;
export const MINUTE = 60n * SECOND;
export const HOUR = 60n * MINUTE;

const LIMIT = 2n ** 63n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
};

/** time.ParseDuration: "1h15m30.918s". @throws GoError `time: invalid duration "…"` */
export function parseDuration(text: string): bigint {
  const invalid = (what: string) => new GoError(`time: ${what} ${quoteBytes(text)}`);
  const negative = text.startsWith("-");
  const rest = text.replace(/^[+-]/, "");
  if (rest === "0") return 0n;
  if (rest === "") throw invalid("invalid duration");
  let total = 0n;
  for (let at = 0; at < rest.length; ) {
    const [match, whole = "", point, fraction = "", unit = ""] = /^(\d*)(\.)?(\d*)([^.\d]*)/s.exec(
      rest.slice(at),
    ) as unknown as string[];
    if (whole === "" && (point === undefined || fraction === "")) throw invalid("invalid duration");
    if (unit === "") throw invalid("missing unit in duration");
    if (!Object.hasOwn(UNITS, unit)) throw invalid(`unknown unit ${quoteBytes(unit)} in duration`);
    total += BigInt(whole) * (UNITS[unit] as bigint) + fractionOf(fraction, UNITS[unit] as bigint);
    if (total > LIMIT) throw invalid("invalid duration");
    at += (match as string).length;
  }
  if (!negative && total === LIMIT) throw invalid("invalid duration");
  return negative ? -total : total;
}

/** Go computes fractions in floating point, from as many digits as an int64 holds. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (next >= LIMIT) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/** Duration.String: "72h3m0.5s". */
export function formatDuration(duration: bigint): string {
  if (duration === 0n) return "0s";
  const sign = duration < 0n ? "-" : "";
  const all = duration < 0n ? -duration : duration;
  if (all < SECOND) return sign + formatFraction(all);
  const seconds = `${(all / SECOND) % 60n}${decimals(all % SECOND, 9)}s`;
  const minutes = (all / MINUTE) % 60n;
  if (all < MINUTE) return sign + seconds;
  return all < HOUR ? `${sign}${minutes}m${seconds}` : `${sign}${all / HOUR}h${minutes}m${seconds}`;
}

function formatFraction(all: bigint): string {
  if (all < 1_000n) return `${all}ns`;
  if (all < 1_000_000n) return `${all / 1_000n}${decimals(all % 1_000n, 3)}\u00b5s`;
  return `${all / 1_000_000n}${decimals(all % 1_000_000n, 6)}ms`;
}

function decimals(rest: bigint, places: number): string {
  return rest === 0n ? "" : `.${String(rest).padStart(places, "0").replace(/0+$/, "")}`;
}

/** Duration.Round, halves away from zero. */
export function roundDuration(duration: bigint, unit: bigint): bigint {
  const all = duration < 0n ? -duration : duration;
  const rest = all % unit;
  const rounded = rest + rest < unit ? all - rest : all + unit - rest;
  return duration < 0n ? -rounded : rounded;
}

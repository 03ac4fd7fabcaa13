import { GoError } from "../gotemplate/values.ts";

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const limit = 1n << 63n;

/** Go's time.ParseDuration, in nanoseconds: "1h30m", "-1.5s", "0". Errors are worded as Go's. */
export function parseDuration(text: string): bigint {
  const invalid = () => new GoError(`time: invalid duration ${quote(text)}`);
  const negative = text.startsWith("-");
  let rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === "0") return 0n;
  if (rest === "") throw invalid();
  let total = 0n;
  while (rest !== "") {
    const [matched, whole = "", fraction = "", unit = ""] = /^([0-9]*)(?:\.([0-9]*))?([^.0-9]*)/.exec(
      rest,
    ) ?? [""];
    if (whole === "" && fraction === "") throw invalid();
    if (BigInt(whole || 0) > limit) throw invalid();
    if (unit === "") throw new GoError(`time: missing unit in duration ${quote(text)}`);
    const size = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (size === undefined) throw new GoError(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    const amount = BigInt(whole || 0) * size + fractionOf(fraction, size);
    total += amount;
    if (amount > limit || total > limit) throw invalid();
    rest = rest.slice(matched.length);
  }
  if (negative) return -total;
  if (total === limit) throw invalid();
  return total;
}

/** Digits after the point, in nanoseconds. Go stops at the digit that would overflow, and computes in float64. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > (limit - 1n) / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > limit) break;
    value = next;
    scale *= 10;
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/** Go's time.quote: ASCII as it is, everything else as \x bytes. */
function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === "\\") out += `\\${char}`;
    else if (code >= 0x20 && code < 0x80) out += char;
    else for (const byte of Buffer.from(char)) out += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `${out}"`;
}

/** Go's time.Duration.String of nanoseconds: "45s", "1h30m0s", "1.5ms", "0s". */
export function formatDuration(nanoseconds: bigint): string {
  const negative = nanoseconds < 0n;
  const size = negative ? -nanoseconds : nanoseconds;
  const text = size < 1_000_000_000n ? formatSmall(size) : formatLarge(size);
  return negative ? `-${text}` : text;
}

function formatSmall(size: bigint): string {
  if (size === 0n) return "0s";
  if (size < 1_000n) return `${size}ns`;
  if (size < 1_000_000n) return `${decimal(size, 3)}\u00b5s`;
  return `${decimal(size, 6)}ms`;
}

function formatLarge(size: bigint): string {
  const seconds = size / 1_000_000_000n;
  const rest = decimal((seconds % 60n) * 1_000_000_000n + (size % 1_000_000_000n), 9);
  const minutes = seconds / 60n;
  if (minutes === 0n) return `${rest}s`;
  if (minutes < 60n) return `${minutes}m${rest}s`;
  return `${minutes / 60n}h${minutes % 60n}m${rest}s`;
}

/** A number with its last `places` digits behind the point, without trailing zeros. */
function decimal(size: bigint, places: number): string {
  const digits = size.toString().padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, "");
}

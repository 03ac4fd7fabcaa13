/** Decimal arithmetic on floats, as shopspring/decimal does it. */

import { GoError } from "../gotemplate/values.ts";

/** digits · 10^exponent */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** decimal.DivisionPrecision */
const QUOTIENT_PLACES = 16;

/** The shortest decimal that reads as this float. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new GoError(`Cannot create a Decimal from ${nameOf(value)}`);
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function nameOf(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

export function toFloat({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`);
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: digitsAt(a, exponent) + digitsAt(b, exponent), exponent };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { digits: -b.digits, exponent: b.exponent });
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** To sixteen places after the point, halves away from zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new GoError("decimal division by 0");
  const shift = a.exponent - b.exponent + QUOTIENT_PLACES;
  const dividend = shift > 0 ? a.digits * power(shift) : a.digits;
  const divisor = shift < 0 ? b.digits * power(-shift) : b.digits;
  const quotient = dividend / divisor;
  const remainder = dividend % divisor;
  const away = 2n * magnitude(remainder) >= magnitude(divisor);
  const direction = dividend < 0n !== divisor < 0n ? -1n : 1n;
  return { digits: away ? quotient + direction : quotient, exponent: -QUOTIENT_PLACES };
}

function digitsAt(value: Decimal, exponent: number): bigint {
  return value.digits * power(value.exponent - exponent);
}

const power = (exponent: number) => 10n ** BigInt(exponent);
const magnitude = (value: bigint) => (value < 0n ? -value : value);

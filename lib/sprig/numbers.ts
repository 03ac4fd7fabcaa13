/** Integers and floats. */

import { clampedInt64, parseInt64 } from "../gotemplate/strconv.ts";
import { type FuncMap, fn, GoError, type GoValue } from "../gotemplate/values.ts";
import { toFloat64, toInt64 } from "./cast.ts";
import {
  addDecimals,
  type Decimal,
  decimalOf,
  divideDecimals,
  multiplyDecimals,
  subtractDecimals,
  toFloat,
} from "./decimal.ts";
import { checkElements } from "./limits.ts";
import type { Limits } from "./options.ts";
import { print } from "./text.ts";

const wrap = (value: bigint) => BigInt.asIntN(64, value);

export function numberFuncs(limits: Limits): FuncMap {
  const untilStep = (start: bigint, stop: bigint, step: bigint) => countTo(start, stop, step, limits);
  return {
    int: fn("func(v any) int", toInt64),
    int64: fn("func(v any) int64", toInt64),
    float64: fn("func(v any) float64", toFloat64),
    atoi: fn("func(a string) int", clampedInt64),
    toDecimal: fn("func(v any) int64", (value) => parseInt64(print(value), 8) ?? 0n),

    add1: fn("func(i any) int64", (i) => wrap(toInt64(i) + 1n)),
    add: fn("func(i ...any) int64", (...all: GoValue[]) =>
      all.reduce((sum: bigint, i) => wrap(sum + toInt64(i)), 0n),
    ),
    sub: fn("func(a any, b any) int64", (a, b) => wrap(toInt64(a) - toInt64(b))),
    mul: fn("func(a any, v ...any) int64", (...all: GoValue[]) =>
      all.map(toInt64).reduce((a, b) => wrap(a * b)),
    ),
    div: fn("func(a any, b any) int64", (a, b) => wrap(toInt64(a) / divisor(b))),
    mod: fn("func(a any, b any) int64", (a, b) => toInt64(a) % divisor(b)),
    max: fn("func(a any, i ...any) int64", largest),
    biggest: fn("func(a any, i ...any) int64", largest),
    min: fn("func(a any, i ...any) int64", smallest),

    add1f: fn("func(i any) float64", (i) => calculate([i, 1], addDecimals)),
    addf: fn("func(i ...any) float64", (...all: GoValue[]) => calculate([0, ...all], addDecimals)),
    subf: fn("func(a any, v ...any) float64", (...all: GoValue[]) => calculate(all, subtractDecimals)),
    mulf: fn("func(a any, v ...any) float64", (...all: GoValue[]) => calculate(all, multiplyDecimals)),
    divf: fn("func(a any, v ...any) float64", (...all: GoValue[]) => calculate(all, divideDecimals)),
    maxf: fn("func(a any, i ...any) float64", (...all: GoValue[]) => extreme(Math.max, all)),
    minf: fn("func(a any, i ...any) float64", (...all: GoValue[]) => extreme(Math.min, all)),
    ceil: fn("func(a any) float64", (a) => Math.ceil(toFloat64(a))),
    floor: fn("func(a any) float64", (a) => Math.floor(toFloat64(a))),
    round: fn("func(a any, p int, rOpt ...float64) float64", round),

    until: fn("func(count int) []int", (count) => untilStep(0n, count, count < 0n ? -1n : 1n)),
    untilStep: fn("func(start int, stop int, step int) []int", untilStep),
    seq: fn("func(params ...int) string", (...params: bigint[]) => sequence(params, untilStep).join(" ")),
  };
}

function divisor(value: GoValue): bigint {
  const number = toInt64(value);
  if (number === 0n) throw new GoError("runtime error: integer divide by zero");
  return number;
}

function largest(...all: GoValue[]): bigint {
  return inOrder(all).at(-1) as bigint;
}

function smallest(...all: GoValue[]): bigint {
  return inOrder(all)[0] as bigint;
}

function inOrder(all: readonly GoValue[]): bigint[] {
  return all.map(toInt64).sort((a, b) => (a < b ? -1 : Number(a > b)));
}

/** math.Max and math.Min: an infinity outweighs NaN. */
function extreme(pick: typeof Math.max, all: readonly GoValue[]): number {
  const limit = pick(-Infinity, Infinity);
  return all.map(toFloat64).reduce((a, b) => (a === limit || b === limit ? limit : pick(a, b)));
}

/** Floats are added and multiplied as the decimals they print as, so that 0.1 + 0.2 is 0.3. */
function calculate(all: readonly GoValue[], operation: (a: Decimal, b: Decimal) => Decimal): number {
  return toFloat(all.map((value) => decimalOf(toFloat64(value))).reduce(operation));
}

function round(value: GoValue, places: bigint, roundOn = 0.5): number {
  const power = 10 ** Number(places);
  const digit = power * toFloat64(value);
  const fraction = digit - Math.trunc(digit);
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}

function countTo(start: bigint, stop: bigint, step: bigint, limits: Limits): bigint[] {
  const down = stop < start;
  if (down ? step >= 0n : step <= 0n) return [];
  const distance = down ? start - stop : stop - start;
  const size = step < 0n ? -step : step;
  const count = (distance + size - 1n) / size;
  checkElements(count, "a list", limits);
  return Array.from({ length: Number(count) }, (_, i) => start + BigInt(i) * step);
}

/** seq END, seq START END, seq START STEP END; unlike `until`, the end is included. */
function sequence(
  params: readonly bigint[],
  untilStep: (start: bigint, stop: bigint, step: bigint) => bigint[],
): bigint[] {
  if (params.length === 0 || params.length > 3) return [];
  const start = params.length === 1 ? 1n : (params[0] as bigint);
  const end = params[params.length - 1] as bigint;
  const direction = end < start ? -1n : 1n;
  const step = params.length === 3 ? (params[1] as bigint) : direction;
  if (params.length === 3 && direction < 0n && step > 0n) return [];
  return untilStep(start, end + direction, step);
}

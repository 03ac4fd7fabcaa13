import type { NumberNode, Source } from "./ast.ts";
import { quote, unquoteChar } from "./quote.ts";

/** Number and character constants. Like Go's ideal constants they fit every type that can hold their value. */

/** What the constant is worth, or why it is none. */
type Constant = Pick<NumberNode, "int" | "uint" | "float"> | { readonly problem: string };

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

export function numberNode(source: Source, pos: number, text: string): NumberNode | { problem: string } {
  const constant = text.startsWith("'") ? charConstant(text) : numberConstant(text);
  return "problem" in constant ? constant : { type: "number", pos, source, text, ...constant };
}

function charConstant(text: string): Constant {
  const char = unquoteChar(text, 1, "'");
  if (char === undefined) return { problem: "invalid syntax" };
  if (text.slice(char.end) !== "'") return { problem: `malformed character constant: ${text}` };
  const int = BigInt(char.codePoint);
  return { int, uint: int, float: char.codePoint };
}

function numberConstant(text: string): Constant {
  if (text.endsWith("i") && (/.[+-].*i$/.test(text) || parseFloat64(text.slice(0, -1)) !== undefined)) {
    return { problem: `complex numbers are not supported: ${text}` };
  }
  const integer = parseInteger(text);
  if (integer !== undefined && integer >= MIN_INT64 && integer <= MAX_UINT64)
    return integerConstant(text, integer);
  const float = parseFloat64(text);
  if (float === undefined) return { problem: `illegal number syntax: ${quote(text)}` };
  if (!/[.eEpP]/.test(text)) return { problem: `integer overflow: ${quote(text)}` };
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  return { int: within(whole, MIN_INT64, MAX_INT64), uint: within(whole, 0n, MAX_UINT64), float };
}

/** An unsigned constant has no sign, not even a plus; "-0" is the exception. */
function integerConstant(text: string, integer: bigint): Constant {
  const int = within(integer, MIN_INT64, MAX_INT64);
  const signed = text.startsWith("+") || text.startsWith("-");
  if (signed && int === undefined) return { problem: `integer overflow: ${quote(text)}` };
  return { int, uint: signed && integer !== 0n ? undefined : integer, float: Number(integer) };
}

const within = (value: bigint | undefined, low: bigint, high: bigint): bigint | undefined =>
  value !== undefined && value >= low && value <= high ? value : undefined;

const INTEGER = /^([+-]?)(?:0[xX]([\da-fA-F_]+)|0[bB]([01_]+)|0[oO]?([0-7_]+)|([\d_]+))$/;

/** An integer as strconv.ParseInt reads it with base 0: "0x1f", "0b1", "0o17", "017", "1_000". */
function parseInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text);
  if (match === null || !separatesDigits(text)) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  if (decimal !== undefined && /^0\d/.test(decimal.replaceAll("_", ""))) return undefined;
  const [prefix, digits] =
    hex !== undefined
      ? ["0x", hex]
      : binary !== undefined
        ? ["0b", binary]
        : octal !== undefined
          ? ["0o", octal]
          : ["", decimal];
  const value = BigInt(prefix + (digits as string).replaceAll("_", ""));
  return sign === "-" ? -value : value;
}

const FLOAT = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([\da-fA-F_]*)\.?([\da-fA-F_]*)[pP]([+-]?\d[\d_]*)$/;

/** A float as strconv.ParseFloat reads it; undefined where it has no value or an infinite one. */
function parseFloat64(text: string): number | undefined {
  if (!separatesDigits(text)) return undefined;
  const plain = text.replaceAll("_", "");
  const value = FLOAT.test(text) ? Number(plain) : hexFloat(plain);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function hexFloat(text: string): number | undefined {
  const match = HEX_FLOAT.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole + fraction === "") return undefined;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -value : value;
}

/** Underscores stand between digits, or between the prefix of the base and a digit. */
function separatesDigits(text: string): boolean {
  if (!text.includes("_")) return true;
  const digits = /^[+-]?0[xX]/.test(text) ? "[\\da-fA-F]" : "\\d";
  const body = text.replace(/^[+-]?0[xXbBoO]/, "0");
  return !new RegExp(`(?<!${digits})_|_(?!${digits})`).test(body);
}

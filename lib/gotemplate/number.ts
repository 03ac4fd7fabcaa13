import type { NumberNode, Source } from "./ast.ts";
import { quote, unquoteChar } from "./quote.ts";
import { MAX_INT64, MAX_UINT64, MIN_INT64, parseFloat64, parseInteger } from "./strconv.ts";

/** Number and character constants. Like Go's ideal constants they fit every type that can hold their value. */

/** What the constant is worth, or why it is none. */
type Constant = Pick<NumberNode, "int" | "uint" | "float"> | { readonly problem: string };

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

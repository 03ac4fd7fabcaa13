import { quote } from "../gotemplate/quote.ts";
import { parseBool } from "../gotemplate/strconv.ts";

/** Go's strconv and strings, with their errors; thrown as plain messages. */

/** strconv.ParseUint in base 10. */
export function parseUint(text: string, bits: 16 | 32): number {
  return Number(readDigits("ParseUint", text, text, (1n << BigInt(bits)) - 1n));
}

/** strconv.Atoi. */
export function atoi(text: string): bigint {
  const negative = text.startsWith("-");
  const size = readDigits("Atoi", text, text.replace(/^[-+]/, ""), (1n << 64n) - 1n);
  const value = negative ? -size : size;
  if (BigInt.asIntN(64, value) !== value) throw failure("Atoi", text, "value out of range");
  return value;
}

/** Go reads digit by digit, so that a number that is too big is reported before what follows it. */
function readDigits(name: string, text: string, digits: string, max: bigint): bigint {
  if (digits === "") throw failure(name, text, "invalid syntax");
  let value = 0n;
  for (const digit of digits) {
    if (!/[0-9]/.test(digit)) throw failure(name, text, "invalid syntax");
    value = value * 10n + BigInt(digit);
    if (value > max) throw failure(name, text, "value out of range");
  }
  return value;
}

function failure(name: string, text: string, why: string): Error {
  return new Error(`strconv.${name}: parsing ${quote(text)}: ${why}`);
}

/** The complaint of strconv.ParseBool, if it has one. */
export function checkBool(text: string): string | undefined {
  return parseBool(text) === undefined
    ? `strconv.ParseBool: parsing ${quote(text)}: invalid syntax`
    : undefined;
}

const space = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const spaceAround = new RegExp(`^${space}|${space}$`, "g");

/** strings.TrimSpace, whose white space is not quite JavaScript's. */
export function trimSpace(text: string): string {
  return text.replace(spaceAround, "");
}

import { quote } from "../gotemplate/quote.ts";

/** Go's strconv and strings, with their errors; thrown as plain messages. */

/** strconv.ParseUint in base 10. */
export function parseUint(text: string, bits: 16 | 32): number {
  if (!/^[0-9]+$/.test(text)) throw new Error(`strconv.ParseUint: parsing ${quote(text)}: invalid syntax`);
  const value = BigInt(text);
  if (value >= 1n << BigInt(bits))
    throw new Error(`strconv.ParseUint: parsing ${quote(text)}: value out of range`);
  return Number(value);
}

/** strconv.Atoi. */
export function atoi(text: string): bigint {
  if (!/^[-+]?[0-9]+$/.test(text)) throw new Error(`strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
  const value = BigInt(text.replace("+", ""));
  if (BigInt.asIntN(64, value) !== value)
    throw new Error(`strconv.Atoi: parsing ${quote(text)}: value out of range`);
  return value;
}

const booleans: ReadonlySet<string> = new Set("1 t T true TRUE True 0 f F false FALSE False".split(" "));

/** The complaint of strconv.ParseBool, if it has one. */
export function checkBool(text: string): string | undefined {
  return booleans.has(text) ? undefined : `strconv.ParseBool: parsing ${quote(text)}: invalid syntax`;
}

const space = "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const spaceAround = new RegExp(`^${space}|${space}$`, "g");

/** strings.TrimSpace, whose white space is not quite JavaScript's. */
export function trimSpace(text: string): string {
  return text.replace(spaceAround, "");
}

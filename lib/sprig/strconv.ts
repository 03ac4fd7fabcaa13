/** Reading numbers as Go's strconv does; `undefined` is its error. */

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

const DIGITS: Readonly<Record<number, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^\d+$/,
  16: /^[\da-f]+$/i,
};
const PREFIXES: Readonly<Record<string, number>> = { "0b": 2, "0o": 8, "0x": 16 };

/** strconv.ParseInt(text, base, 64); base 0 reads the prefixes 0x, 0o, 0b and 0, and underscores between digits. */
export function parseInt64(text: string, base: 0 | 8 | 10): bigint | undefined {
  const sign = /^[+-]/.test(text) ? text[0] : "";
  const number = parseDigits(text.slice((sign as string).length), base);
  if (number === undefined) return undefined;
  const value = sign === "-" ? -number : number;
  return value > MAX_INT64 || value < MIN_INT64 ? undefined : value;
}

/** strconv.Atoi without a look at its error, beside which it returns the nearest int64 or 0. */
export function clampedInt64(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) return 0n;
  return parseInt64(text, 10) ?? (text.startsWith("-") ? MIN_INT64 : MAX_INT64);
}

function parseDigits(text: string, base: 0 | 8 | 10): bigint | undefined {
  if (base !== 0) return digitsToInteger(text, base);
  const prefix = text.slice(0, 2).toLowerCase();
  const prefixed = Object.hasOwn(PREFIXES, prefix);
  const octal = !prefixed && text.length > 1 && text.startsWith("0");
  const radix = prefixed ? (PREFIXES[prefix] as number) : octal ? 8 : 10;
  const rest = prefixed ? text.slice(2) : octal ? text.slice(1) : text;
  // One underscore may stand between digits, and after a prefix.
  if (!/^_?[\da-f]+(_[\da-f]+)*$/i.test(rest) || (rest.startsWith("_") && radix === 10)) return undefined;
  return digitsToInteger(rest.replaceAll("_", ""), radix);
}

function digitsToInteger(digits: string, radix: number): bigint | undefined {
  if (!(DIGITS[radix] as RegExp).test(digits)) return undefined;
  if (digits.length > 100 && digits.replace(/^0+/, "").length > 100) return MAX_INT64 + 1n;
  const prefix = { 2: "0b", 8: "0o", 10: "", 16: "0x" }[radix];
  return BigInt(`${prefix}${digits}`);
}

const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const HEX_FLOAT = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i;
/** An underscore may stand only between digits, and after the prefix 0x. */
const STRAY_UNDERSCORE = /^_|_$|__|_[^\da-f]|(?<![\da-fx])_|^[^x]*(_[a-f]|[a-f]_)/i;
const SPECIAL: Readonly<Record<string, number>> = {
  inf: Infinity,
  "+inf": Infinity,
  "-inf": -Infinity,
  infinity: Infinity,
  "+infinity": Infinity,
  "-infinity": -Infinity,
  nan: Number.NaN,
};

/** strconv.ParseFloat(text, 64). Out of range is an error. */
export function parseFloat64(text: string): number | undefined {
  const special = text.toLowerCase();
  if (Object.hasOwn(SPECIAL, special)) return SPECIAL[special];
  if (text.includes("_") && !STRAY_UNDERSCORE.test(text)) return parseFloat64(text.replaceAll("_", ""));
  if (HEX_FLOAT.test(text)) return parseHexFloat(text);
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function parseHexFloat(text: string): number | undefined {
  const [, sign, whole = "", fraction = "", exponent] = HEX_FLOAT.exec(text) as RegExpExecArray;
  const digits = whole + fraction;
  if (digits === "") return undefined;
  const value = Number(BigInt(`0x${digits}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  return Number.isFinite(value) ? (sign === "-" ? -value : value) : undefined;
}

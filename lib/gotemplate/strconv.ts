/** Reading booleans and numbers as Go's strconv does; `undefined` is its error. */

export const MAX_INT64 = 2n ** 63n - 1n;
export const MIN_INT64 = -(2n ** 63n);
export const MAX_UINT64 = 2n ** 64n - 1n;

const BOOLEANS: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true])),
  ...Object.fromEntries(["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false])),
};

/** strconv.ParseBool. */
export function parseBool(text: string): boolean | undefined {
  return Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined;
}

/** strconv.ParseInt(text, base, 64); for base 0 see {@link parseInteger}. */
export function parseInt64(text: string, base: 0 | 8 | 10): bigint | undefined {
  const value = base === 0 ? parseInteger(text) : signed(text, (digits) => digitsToInteger(digits, base));
  return value === undefined || value > MAX_INT64 || value < MIN_INT64 ? undefined : value;
}

/**
 * strconv.Atoi without a look at its error, beside which it returns the nearest int64 or 0. Go reads digit by digit:
 * what is too big is so whatever follows.
 */
export function clampedInt64(text: string): bigint {
  const digits = /^[+-]?(\d*)/.exec(text)?.[1] ?? "";
  const isInteger = /^[+-]?\d+$/.test(text);
  if (!isInteger && (digitsToInteger(digits, 10) ?? 0n) <= MAX_UINT64) return 0n;
  return (isInteger ? parseInt64(text, 10) : undefined) ?? (text.startsWith("-") ? MIN_INT64 : MAX_INT64);
}

/**
 * An integer of any size in the syntax of base 0: "0x1f", "0b1", "0o17", "017", "1_000". One that no 64 bits hold
 * may come as another such.
 */
export function parseInteger(text: string): bigint | undefined {
  return separatesDigits(text) ? signed(text.replaceAll("_", ""), prefixedInteger) : undefined;
}

const PREFIXES: Readonly<Record<string, Radix>> = { "0b": 2, "0o": 8, "0x": 16 };

function prefixedInteger(text: string): bigint | undefined {
  const prefix = text.slice(0, 2).toLowerCase();
  if (Object.hasOwn(PREFIXES, prefix)) return digitsToInteger(text.slice(2), PREFIXES[prefix] as Radix);
  const isOctal = text.length > 1 && text.startsWith("0");
  return isOctal ? digitsToInteger(text.slice(1), 8) : digitsToInteger(text, 10);
}

function signed(text: string, read: (digits: string) => bigint | undefined): bigint | undefined {
  const value = read(text.replace(/^[+-]/, ""));
  return value !== undefined && text.startsWith("-") ? -value : value;
}

type Radix = 2 | 8 | 10 | 16;

const DIGITS: Readonly<Record<Radix, RegExp>> = {
  2: /^[01]+$/,
  8: /^[0-7]+$/,
  10: /^\d+$/,
  16: /^[\da-f]+$/i,
};

function digitsToInteger(digits: string, radix: Radix): bigint | undefined {
  if (!DIGITS[radix].test(digits)) return undefined;
  if (digits.length > 100 && digits.replace(/^0+/, "").length > 100) return MAX_UINT64 + 1n;
  const prefix = { 2: "0b", 8: "0o", 10: "", 16: "0x" }[radix];
  return BigInt(`${prefix}${digits}`);
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const HEX_FLOAT = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)$/i;
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
  if (!separatesDigits(text)) return undefined;
  const plain = text.replaceAll("_", "");
  const value = FLOAT.test(plain) ? Number(plain) : parseHexFloat(plain);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function parseHexFloat(text: string): number | undefined {
  const match = HEX_FLOAT.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent] = match;
  const digits = whole + fraction;
  if (digits === "") return undefined;
  const mantissa = Number(BigInt(`0x${digits}`));
  const value = mantissa && mantissa * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === "-" ? -value : value;
}

/** Underscores stand between digits, or between the prefix of the base and a digit (strconv's underscoreOK). */
function separatesDigits(text: string): boolean {
  if (!text.includes("_")) return true;
  const digits = /^[+-]?0x/i.test(text) ? "[\\da-f]" : "\\d";
  const body = text.replace(/^[+-]?0[xbo]/i, "0");
  return !new RegExp(`(?<!${digits})_|_(?!${digits})`, "i").test(body);
}

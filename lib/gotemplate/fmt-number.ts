import { type FloatFormat, formatFloat } from "./float.ts";
import { type Flags, pad, padWithSpaces } from "./fmt-flags.ts";
import { isPrint } from "./printable.ts";
import { quoteRune } from "./quote.ts";
import { runeToString } from "./utf8.ts";

/** Numbers as package fmt writes them. Each function answers undefined where the verb does not apply. */

export function formatInteger(
  flags: Flags,
  value: bigint,
  unsigned: boolean,
  verb: string,
): string | undefined {
  switch (verb) {
    case "v":
      if (flags.sharpV && unsigned) return inBase({ ...flags, sharp: true }, value, 16, verb);
      return inBase(flags, value, 10, verb);
    case "d":
      return inBase(flags, value, 10, verb);
    case "b":
      return inBase(flags, value, 2, verb);
    case "o":
    case "O":
      return inBase(flags, value, 8, verb);
    case "x":
    case "X":
      return inBase(flags, value, 16, verb);
    case "c":
      return pad(flags, runeOf(value));
    case "q":
      return pad(flags, quoteRune(runeOf(value), flags.plus));
    case "U":
      return unicode(flags, value);
    default:
      return undefined;
  }
}

function inBase(flags: Flags, value: bigint, base: 2 | 8 | 10 | 16, verb: string): string {
  const { precision, width } = flags;
  if (precision === 0 && value === 0n) return " ".repeat(width ?? 0);
  const sign = value < 0n ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  let digits = (value < 0n ? -value : value).toString(base);
  let least = precision ?? 0;
  if (precision === undefined && flags.zero && !flags.minus && width !== undefined)
    least = width - sign.length;
  digits = digits.padStart(least, "0");
  const number = sign + prefixOf(flags, digits, base, verb) + digits;
  return padWithSpaces(flags, verb === "X" ? number.toUpperCase() : number);
}

function prefixOf(flags: Flags, digits: string, base: number, verb: string): string {
  const octal = verb === "O" ? "0o" : "";
  if (!flags.sharp) return octal;
  if (base === 2) return "0b";
  if (base === 16) return "0x";
  return base === 8 && !digits.startsWith("0") ? `${octal}0` : octal;
}

const runeOf = (value: bigint): string => runeToString(value < 0n || value > 0x10ffffn ? -1 : Number(value));

/** `%U`: "U+0078", and with # the character too. */
function unicode(flags: Flags, value: bigint): string {
  const digits = BigInt.asUintN(64, value).toString(16).toUpperCase();
  const shown = `U+${digits.padStart(Math.max(4, flags.precision ?? 0), "0")}`;
  const prints = flags.sharp && value >= 0n && value <= 0x10ffffn && isPrint(Number(value));
  return padWithSpaces(flags, prints ? `${shown} '${runeOf(value)}'` : shown);
}

/** Verbs of floats with the format and the precision that they take by default. */
const FLOAT_VERBS: Readonly<Record<string, [FloatFormat, number]>> = {
  v: ["g", -1],
  b: ["b", -1],
  g: ["g", -1],
  G: ["G", -1],
  x: ["x", -1],
  X: ["X", -1],
  f: ["f", 6],
  F: ["f", 6],
  e: ["e", 6],
  E: ["E", 6],
};

export function formatFloatVerb(
  flags: Flags,
  value: number,
  bits: 32 | 64,
  verb: string,
): string | undefined {
  if (!Object.hasOwn(FLOAT_VERBS, verb)) return undefined;
  const [format, usual] = FLOAT_VERBS[verb] as [FloatFormat, number];
  const precision = flags.precision ?? usual;
  const plain = formatFloat(value, format, precision, bits);
  const signed = /^[+-]/.test(plain) ? plain : `+${plain}`;
  let sign = signed.slice(0, 1);
  if (flags.space && sign === "+" && !flags.plus) sign = " ";
  const number = signed.slice(1);
  if (/^[IN]/.test(number)) return notANumber(flags, sign, number);
  return withSign(flags, sign, flags.sharp && format !== "b" ? withPoint(number, format, precision) : number);
}

/** Infinities always have their sign, and nothing of this is filled up with zeros. */
function notANumber(flags: Flags, sign: string, number: string): string {
  if (number === "NaN" && !flags.space && !flags.plus) return padWithSpaces(flags, number);
  return padWithSpaces(flags, sign + number);
}

function withSign(flags: Flags, sign: string, number: string): string {
  if (!flags.plus && sign === "+") return pad(flags, number);
  const zeros = flags.zero && !flags.minus && (flags.width ?? 0) > number.length + 1;
  return zeros ? sign + number.padStart((flags.width ?? 0) - 1, "0") : pad(flags, sign + number);
}

/** The # flag: always a decimal point, and the zeros that %g takes away. */
function withPoint(number: string, format: FloatFormat, precision: number): string {
  const exponentAt = number.search(format === "x" || format === "X" ? /[pP]/ : /[eEpP]/);
  const mantissa = exponentAt < 0 ? number : number.slice(0, exponentAt);
  const exponent = exponentAt < 0 ? "" : number.slice(exponentAt);
  const keepsZeros = format === "g" || format === "G" || format === "x";
  let missing = keepsZeros ? (precision === -1 ? 6 : precision) : 0;
  missing -= mantissa.replace(".", "").replace(/^0+/, "").length;
  const pointed = mantissa.includes(".") ? mantissa : `${mantissa}.`;
  if (mantissa === "0") missing--;
  return pointed + "0".repeat(Math.max(missing, 0)) + exponent;
}

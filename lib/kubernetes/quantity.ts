import { KubernetesError } from "./errors.ts";

/**
 * Resource quantities ("100m", "1.5Gi", "1e3") as apimachinery's `resource.Quantity` reads and prints them
 * (k8s.io/apimachinery, pkg/api/resource: quantity.go, suffix.go, amount.go).
 */

type Format = "DecimalSI" | "DecimalExponent" | "BinarySI";

/** value × 10^scale. `text` is the spelling that the quantity keeps when it is printed, if it keeps one. */
interface Quantity {
  readonly value: bigint;
  readonly scale: number;
  readonly format: Format;
  readonly text?: string;
}

const decimalSuffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binarySuffixes: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** Digits that an int64 surely holds. */
const maxInt64Digits = 18;
const maxInt64 = 2n ** 63n - 1n;
const nanoScale = -9;

/**
 * The quantity as Go would marshal it again after unmarshalling: "0.1" → "100m", "1.5Gi" → "1536Mi".
 * Throws a {@link KubernetesError} with apimachinery's message.
 */
export function canonicalQuantity(text: string): string {
  const quantity = parseQuantity(text);
  return quantity.text ?? print(quantity);
}

/** The exact value as `mantissa × 10^exponent`, for comparing quantities. */
export function quantityValue(text: string): { readonly mantissa: bigint; readonly exponent: number } {
  const { value, scale } = parseQuantity(text);
  return { mantissa: value, exponent: scale };
}

/** (apimachinery: ParseQuantity) */
function parseQuantity(text: string): Quantity {
  if (text === "0") return { value: 0n, scale: 0, format: "DecimalSI", text };
  const { negative, number, whole, fraction, suffix } = split(text);
  const { exponent, format } = interpretSuffix(suffix);
  return (
    parseWithinInt64(text, negative, whole, fraction, exponent, format) ?? parseBig(number, exponent, format)
  );
}

function formatWrong(): KubernetesError {
  return new KubernetesError(
    "QUANTITY",
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  );
}

/** Sign, digits before and after the point (leading zeros stripped), suffix. (apimachinery: parseQuantityString) */
function split(text: string) {
  const match = /^([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (!match || text === "") throw formatWrong();
  const [, sign = "", zeros = "", digits = "", fraction, suffix = ""] = match;
  const number = text.slice(0, text.length - suffix.length);
  if (zeros === "" && digits === "" && fraction === undefined && suffix === "" && sign === "")
    throw formatWrong();
  return { negative: sign === "-", number, whole: digits || "0", fraction: fraction ?? "", suffix };
}

function interpretSuffix(suffix: string): { exponent: number; format: Format } {
  const decimal = Object.hasOwn(decimalSuffixes, suffix) ? decimalSuffixes[suffix] : undefined;
  if (decimal !== undefined) return { exponent: decimal, format: "DecimalSI" };
  const binary = Object.hasOwn(binarySuffixes, suffix) ? binarySuffixes[suffix] : undefined;
  if (binary !== undefined) return { exponent: binary, format: "BinarySI" };
  const match = /^[eE]([-+]?[0-9]+)$/.exec(suffix);
  const exponent = match ? BigInt((match[1] ?? "").replace("+", "")) : undefined;
  if (exponent === undefined || exponent > maxInt64 || exponent < -maxInt64 - 1n) {
    throw new KubernetesError("QUANTITY", "unable to parse quantity's suffix");
  }
  return { exponent: Number(BigInt.asIntN(32, exponent)), format: "DecimalExponent" };
}

/** The way that small numbers go; undefined where they do not fit. The spelling stays where it is canonical. */
function parseWithinInt64(
  text: string,
  negative: boolean,
  whole: string,
  fraction: string,
  exponent: number,
  format: Format,
): Quantity | undefined {
  const binary = format === "BinarySI";
  if (binary && fraction !== "") return undefined;
  const precision = binary
    ? 15 - whole.length - Math.trunc(Math.fround((exponent * 3) / 10)) - 1
    : maxInt64Digits - whole.length - fraction.length;
  const scale = (binary ? 0 : exponent) - fraction.length;
  if (precision < 0 || scale < nanoScale) return undefined;
  const shifted = whole + fraction;
  const digits = BigInt(shifted);
  const magnitude = binary ? digits << BigInt(exponent) : digits;
  if (magnitude > maxInt64) return undefined;
  const canonical = binary
    ? exponent % 10 === 0 && (digits & 7n) !== 0n
    : scale % 3 === 0 && !shifted.endsWith("000") && !shifted.startsWith("0");
  const value = negative ? -magnitude : magnitude;
  return canonical ? { value, scale, format, text } : { value, scale, format };
}

/** The way of everything else: rounded up to nano, binary numbers capped. */
function parseBig(number: string, exponent: number, format: Format): Quantity {
  const match = /^([+-]?)([0-9]*)\.?([0-9]*)$/.exec(number);
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (whole + fraction === "")
    throw new KubernetesError("QUANTITY", "unable to parse numeric part of quantity");
  let value = BigInt(whole + fraction);
  let scale = -fraction.length;
  if (format === "BinarySI") value <<= BigInt(exponent);
  else scale += exponent;
  if (value !== 0n && scale < nanoScale) {
    value = divideRoundingUp(value, nanoScale - scale);
    scale = nanoScale;
  }
  let kept = format;
  if (format === "BinarySI") {
    if (compareToInteger(value, scale, maxInt64) > 0) {
      value = maxInt64;
      scale = 0;
    }
    if (value > 0n && compareToInteger(value, scale, 1n) < 0) kept = "DecimalSI";
  }
  return { value: sign === "-" ? -value : value, scale, format: kept };
}

/** ⌈value / 10^places⌉ for a positive value, without working out powers that the value cannot reach. */
function divideRoundingUp(value: bigint, places: number): bigint {
  if (places > value.toString().length) return 1n;
  const divisor = 10n ** BigInt(places);
  return (value + divisor - 1n) / divisor;
}

function compareToInteger(value: bigint, scale: number, integer: bigint): number {
  const difference =
    scale >= 0 ? value * 10n ** BigInt(scale) - integer : value - integer * 10n ** BigInt(-scale);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

/** (apimachinery: Quantity.CanonicalizeBytes) */
function print(quantity: Quantity): string {
  const { value, scale, format } = quantity;
  if (value === 0n) return "0";
  if (format === "BinarySI" && printsBinary(value, scale)) return printBinary(value, scale);
  return printDecimal(value, scale, format === "DecimalExponent");
}

/** Small numbers and those with a fraction are printed with a decimal suffix, so that nothing is rounded. */
function printsBinary(value: bigint, scale: number): boolean {
  const magnitude = value < 0n ? -value : value;
  if (compareToInteger(magnitude, scale, 1024n) < 0) return false;
  return scale >= 0 || magnitude % 10n ** BigInt(-scale) === 0n;
}

function printBinary(value: bigint, scale: number): string {
  let amount = scale >= 0 ? value * 10n ** BigInt(scale) : value / 10n ** BigInt(-scale);
  let exponent = 0;
  while (amount % 1024n === 0n) {
    amount /= 1024n;
    exponent += 10;
  }
  return `${amount}${suffixFor(binarySuffixes, exponent)}`;
}

function printDecimal(value: bigint, scale: number, asExponent: boolean): string {
  const digits = value.toString();
  // As text, since to divide a long number by ten for each of its zeros takes forever.
  const significant = digits.replace(/0+$/, "");
  const shifted = scale + digits.length - significant.length;
  const exponent = Math.floor(shifted / 3) * 3;
  const amount = significant + "0".repeat(shifted - exponent);
  if (asExponent) return exponent === 0 ? amount : `${amount}e${exponent}`;
  return amount + suffixFor(decimalSuffixes, exponent);
}

/** Beyond its table apimachinery prints no suffix at all. */
function suffixFor(suffixes: Readonly<Record<string, number>>, exponent: number): string {
  return Object.keys(suffixes).find((suffix) => suffixes[suffix] === exponent) ?? "";
}

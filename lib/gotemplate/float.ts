/** Floats as strconv.FormatFloat writes them. */

export type FloatFormat = "e" | "E" | "f" | "g" | "G" | "b" | "x" | "X";

/** Decimal digits "d.ddd" without the point, and the exponent of the first one: 0.00123 is 123 and -3. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

const MANTISSA_BITS = 52n;

/**
 * `precision` -1 asks for the fewest digits that read back as the same number. `bits` is 32 or 64; a number that
 * is no float32 is rounded to one for 32.
 */
export function formatFloat(
  number: number,
  format: FloatFormat,
  precision: number,
  bits: 32 | 64 = 64,
): string {
  const value = bits === 32 ? Math.fround(number) : number;
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + formatMagnitude(Math.abs(value), format, precision, bits);
}

/** `%v` of a float64 without flags. JavaScript agrees where neither language writes an exponent. */
export function formatShortest(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) return String(value);
  return formatFloat(value, "g", -1);
}

function formatMagnitude(value: number, format: FloatFormat, precision: number, bits: number): string {
  switch (format) {
    case "e":
    case "E":
      return scientific(
        precision < 0 ? shortest(value, bits) : significant(value, precision + 1),
        format,
        precision,
      );
    case "f":
      return precision < 0 ? fixed(shortest(value, bits)) : fixedPoint(value, precision);
    case "g":
    case "G":
      return general(value, format, precision, bits);
    case "b":
      return binary(value, bits);
    default:
      return hexadecimal(value, format, precision);
  }
}

function general(value: number, format: "g" | "G", precision: number, bits: number): string {
  const isShortest = precision < 0;
  const decimal = isShortest ? shortest(value, bits) : trimZeros(significant(value, Math.max(precision, 1)));
  const count = decimal.digits.length;
  let limit = isShortest ? 6 : Math.max(precision, 1);
  if (!isShortest && limit > count && count >= decimal.exponent + 1) limit = count;
  if (decimal.exponent < -4 || decimal.exponent >= limit) {
    return scientific(decimal, format === "g" ? "e" : "E", count - 1);
  }
  return fixed(decimal);
}

function scientific({ digits, exponent }: Decimal, letter: string, precision: number): string {
  const wanted = precision < 0 ? digits.length - 1 : precision;
  const fraction = digits.slice(1, 1 + wanted).padEnd(wanted, "0");
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits[0]}${wanted > 0 ? `.${fraction}` : ""}${letter}${exponent < 0 ? "-" : "+"}${size}`;
}

/** Digits around a decimal point, with nothing cut and no more fraction than there are digits. */
function fixed({ digits, exponent }: Decimal): string {
  if (exponent < 0) return digits === "0" ? "0" : `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return digits.length > exponent + 1 ? `${whole}.${digits.slice(exponent + 1)}` : whole;
}

function shortest(value: number, bits: number): Decimal {
  if (bits === 32) return shortest32(value);
  return parseExponential(value.toExponential());
}

function shortest32(value: number): Decimal {
  for (let digits = 1; digits < 9; digits++) {
    const decimal = significant(value, digits);
    if (Math.fround(Number(`${decimal.digits}e${decimal.exponent - digits + 1}`)) === value)
      return trimZeros(decimal);
  }
  return trimZeros(significant(value, 9));
}

function parseExponential(text: string): Decimal {
  const [mantissa = "0", exponent = "0"] = text.split("e");
  return { digits: mantissa.replace(".", ""), exponent: Number(exponent) };
}

const trimZeros = ({ digits, exponent }: Decimal): Decimal => ({
  digits: digits.replace(/0+$/, "") || "0",
  exponent,
});

/** The value as mantissa × 2^exponent, both whole. */
function decompose(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const all = view.getBigUint64(0);
  const biased = Number((all >> MANTISSA_BITS) & 0x7ffn);
  const fraction = all & ((1n << MANTISSA_BITS) - 1n);
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | (1n << MANTISSA_BITS), exponent: biased - 1075 };
}

/** value × 10^power, rounded to a whole number, ties to even; exact, which toFixed and toExponential are not. */
function scaled(value: number, power: number): bigint {
  const { mantissa, exponent } = decompose(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (power >= 0) numerator *= 10n ** BigInt(power);
  else denominator *= 10n ** BigInt(-power);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const roundsUp = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return roundsUp ? quotient + 1n : quotient;
}

function fixedPoint(value: number, precision: number): string {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, "0");
  return precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function significant(value: number, count: number): Decimal {
  if (value === 0) return { digits: "0".repeat(count), exponent: 0 };
  let exponent = parseExponential(value.toExponential()).exponent;
  let digits = scaled(value, count - 1 - exponent).toString();
  if (digits.length > count) {
    exponent++;
    digits = digits.slice(0, count);
  }
  return { digits, exponent };
}

/** `%b`: the bare mantissa and exponent. */
function binary(value: number, bits: number): string {
  const { mantissa, exponent } = mantissaOf(value, bits);
  return `${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
}

/** The mantissa with as many bits as the type has. */
function mantissaOf(value: number, bits: number): { mantissa: bigint; exponent: number } {
  const { mantissa, exponent } = decompose(value);
  if (bits === 64) return { mantissa, exponent };
  if (value === 0) return { mantissa: 0n, exponent: -149 };
  const shift = Math.max(29, -149 - exponent);
  return { mantissa: mantissa >> BigInt(shift), exponent: exponent + shift };
}

/** `%x`: 0x1.8p+01. */
function hexadecimal(value: number, format: "x" | "X", precision: number): string {
  let text: string;
  if (value === 0) {
    text = `0x0${precision > 0 ? `.${"0".repeat(precision)}` : ""}p+00`;
  } else {
    let { mantissa, exponent } = decompose(value);
    const shift = 60 - (mantissa.toString(2).length - 1);
    mantissa <<= BigInt(shift);
    exponent += 60 - shift;
    if (precision >= 0 && precision < 15) ({ mantissa, exponent } = roundHex(mantissa, exponent, precision));
    const digits = (mantissa & ((1n << 60n) - 1n)).toString(16).padStart(15, "0");
    const fraction =
      precision < 0 ? digits.replace(/0+$/, "") : digits.slice(0, precision).padEnd(precision, "0");
    const size = String(Math.abs(exponent)).padStart(2, "0");
    text = `0x1${fraction === "" ? "" : `.${fraction}`}p${exponent < 0 ? "-" : "+"}${size}`;
  }
  return format === "x" ? text : text.toUpperCase();
}

function roundHex(
  mantissa: bigint,
  exponent: number,
  precision: number,
): { mantissa: bigint; exponent: number } {
  const unit = 1n << BigInt(60 - 4 * precision);
  const rest = mantissa % unit;
  const whole = mantissa - rest;
  const odd = (whole / unit) % 2n === 1n;
  const up = rest * 2n > unit || (rest * 2n === unit && odd);
  const rounded = up ? whole + unit : whole;
  return rounded >> 61n
    ? { mantissa: rounded >> 1n, exponent: exponent + 1 }
    : { mantissa: rounded, exponent };
}

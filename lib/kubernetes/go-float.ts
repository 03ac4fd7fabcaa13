/** strconv.FormatFloat(value, 'g', -1, 64): the shortest digits, with an exponent below 1e-4 and from 1e+06 on. */
export function formatFloat64(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
  return fromExponential(value.toExponential());
}

/** strconv.FormatFloat(value, 'g', -1, 32): the shortest digits that give the same float32. */
export function formatFloat32(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded) || rounded === 0) return formatFloat64(rounded);
  for (let digits = 0; digits < 9; digits++) {
    const candidate = rounded.toExponential(digits);
    if (Math.fround(Number(candidate)) === rounded) return fromExponential(candidate);
  }
  return fromExponential(rounded.toExponential());
}

/** "1.5e+3" → "1500", "1.5e+7" → "1.5e+07". */
function fromExponential(text: string): string {
  const [mantissa = "", power = ""] = text.split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return positional(mantissa, exponent);
  const sign = exponent < 0 ? "-" : "+";
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function positional(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return fraction === "" ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}

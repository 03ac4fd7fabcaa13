import { noFlags } from "./fmt-flags.ts";
import { Printer, printValue } from "./fmt-printer.ts";
import { typeNameOf } from "./types.ts";
import { joinBytes } from "./utf8.ts";
import { type GoValue, Named, Num } from "./values.ts";

export { printValue };

/** `fmt.Sprint`: a space between two operands if neither is a string. */
export function sprint(...values: readonly GoValue[]): string {
  let text = "";
  let afterString = true;
  for (const value of values) {
    const isString = typeof value === "string" || (value instanceof Named && typeof value.value === "string");
    if (!isString && !afterString) text += " ";
    text += printValue(value);
    afterString = isString;
  }
  return joinBytes(text);
}

/** `fmt.Sprintln` */
export function sprintln(...values: readonly GoValue[]): string {
  return joinBytes(`${values.map(printValue).join(" ")}\n`);
}

/** `fmt.Sprintf`. Mistakes in the format show in the text, as in Go: "%!d(string=x)". */
export function sprintf(format: string, ...values: readonly GoValue[]): string {
  return joinBytes(new Formatter(format, values).run());
}

/** One value with one verb and no flags: `goFormat("q", "x")` is `"x"` in quotes. */
export function goFormat(verb: string, value: GoValue): string {
  return new Printer().print(value, verb);
}

const TOO_LARGE = 1_000_000;

/** One run over a format string. */
class Formatter {
  private readonly format: string;
  private readonly values: readonly GoValue[];
  private at = 0;
  private argument = 0;
  private flags = noFlags();
  /** An explicit index like [3] was used, so that unused operands are no mistake. */
  private reordered = false;
  private afterIndex = false;
  private goodIndex = true;

  constructor(format: string, values: readonly GoValue[]) {
    this.format = format;
    this.values = values;
  }

  run(): string {
    let text = "";
    for (;;) {
      const percent = this.format.indexOf("%", this.at);
      if (percent < 0) break;
      text += this.format.slice(this.at, percent);
      this.at = percent + 1;
      text += this.directive();
    }
    text += this.format.slice(this.at);
    return this.reordered ? text : text + this.extra();
  }

  private directive(): string {
    this.flags = noFlags();
    this.goodIndex = true;
    this.afterIndex = false;
    this.readFlags();
    this.readIndex();
    const problem = this.readWidth() + this.readPrecision();
    if (!this.afterIndex) this.readIndex();
    const codePoint = this.format.codePointAt(this.at);
    if (codePoint === undefined) return `${problem}%!(NOVERB)`;
    const verb = String.fromCodePoint(codePoint);
    this.at += verb.length;
    return problem + this.verb(verb);
  }

  private verb(verb: string): string {
    if (verb === "%") return "%";
    if (!this.goodIndex) return `%!${verb}(BADINDEX)`;
    if (this.argument >= this.values.length) return `%!${verb}(MISSING)`;
    const value = this.values[this.argument++];
    if (verb === "v" || verb === "w") this.useGoSyntaxFlags();
    return new Printer(this.flags).print(value, verb);
  }

  /** `%#v` and `%+v` are formats of their own, in which # and + mean nothing else. */
  private useGoSyntaxFlags(): void {
    const { sharp, plus } = this.flags;
    this.flags = { ...this.flags, sharpV: sharp, sharp: false, plusV: plus, plus: false };
  }

  private readFlags(): void {
    for (; ; this.at++) {
      switch (this.format[this.at]) {
        case "#":
          this.flags.sharp = true;
          break;
        case "0":
          this.flags.zero = true;
          break;
        case "+":
          this.flags.plus = true;
          break;
        case "-":
          this.flags.minus = true;
          break;
        case " ":
          this.flags.space = true;
          break;
        default:
          return;
      }
    }
  }

  /** An explicit operand: "%[2]d". */
  private readIndex(): void {
    this.afterIndex = false;
    if (this.format[this.at] !== "[") return;
    this.reordered = true;
    const end = this.format.indexOf("]", this.at);
    if (end < 0) {
      this.at++;
      this.goodIndex = false;
      return;
    }
    const inner = this.format.slice(this.at + 1, end);
    this.at = end + 1;
    const index = /^\d+$/.test(inner) && !tooLong(inner) ? Number(inner) : undefined;
    this.afterIndex = index !== undefined;
    if (index !== undefined && index >= 1 && index <= this.values.length) this.argument = index - 1;
    else this.goodIndex = false;
  }

  private readWidth(): string {
    if (this.format[this.at] !== "*") {
      const width = this.readNumber();
      if (this.afterIndex && width !== undefined) this.goodIndex = false;
      this.flags.width = width;
      return "";
    }
    this.at++;
    this.afterIndex = false;
    const width = this.integerOperand();
    if (width === undefined) return "%!(BADWIDTH)";
    if (width < 0) {
      this.flags.minus = true;
      this.flags.zero = false;
    }
    this.flags.width = Math.abs(width);
    return "";
  }

  private readPrecision(): string {
    if (this.format[this.at] !== "." || this.at + 1 >= this.format.length) return "";
    this.at++;
    if (this.afterIndex) this.goodIndex = false;
    this.readIndex();
    if (this.format[this.at] !== "*") {
      this.flags.precision = this.readNumber() ?? 0;
      return "";
    }
    this.at++;
    this.afterIndex = false;
    const precision = this.integerOperand();
    if (precision === undefined || precision < 0) return "%!(BADPREC)";
    this.flags.precision = precision;
    return "";
  }

  /** Digits of the format. A crazy number ends the format, as in Go. */
  private readNumber(): number | undefined {
    const match = /\d*/y;
    match.lastIndex = this.at;
    const [digits = ""] = match.exec(this.format) ?? [];
    if (digits === "") return undefined;
    if (tooLong(digits)) {
      this.at = this.format.length;
      return undefined;
    }
    this.at += digits.length;
    return Number(digits);
  }

  private integerOperand(): number | undefined {
    if (this.argument >= this.values.length) return undefined;
    const value = this.values[this.argument++];
    const integer = value instanceof Num ? value.value : value;
    if (typeof integer !== "bigint") return undefined;
    return integer > TOO_LARGE || integer < -TOO_LARGE ? undefined : Number(integer);
  }

  private extra(): string {
    if (this.argument >= this.values.length) return "";
    const rest = this.values.slice(this.argument).map((value) => {
      if (value === null || value === undefined) return "<nil>";
      return `${typeNameOf(value)}=${printValue(value)}`;
    });
    return `%!(EXTRA ${rest.join(", ")})`;
  }
}

/** Go stops reading digits once the number so far is beyond a million. */
function tooLong(digits: string): boolean {
  return Number(digits.slice(0, -1)) > TOO_LARGE;
}

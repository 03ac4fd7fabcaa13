import { illegalBase64At } from "../base64.ts";
import { KubernetesError } from "../errors.ts";

/**
 * The one place for what scalars mean to go-yaml v2 (YAML 1.1, resolve.go), which is neither what the
 * `yaml` package makes of them nor what the specification says.
 */

export type YamlScalarTag = "str" | "bool" | "int" | "float" | "null" | "timestamp" | "binary";

/** A scalar with its type: integers are bigint when a number cannot hold them. */
export interface YamlScalar {
  readonly tag: YamlScalarTag;
  readonly value: string | number | bigint | boolean | null;
}

const words = new Map<string, YamlScalar>();
addWords("bool", true, ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]);
addWords("bool", false, ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]);
addWords("null", null, ["", "~", "null", "Null", "NULL"]);
addWords("float", Number.NaN, [".nan", ".NaN", ".NAN"]);
addWords("float", Number.POSITIVE_INFINITY, [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]);
addWords("float", Number.NEGATIVE_INFINITY, ["-.inf", "-.Inf", "-.INF"]);

function addWords(tag: YamlScalarTag, value: YamlScalar["value"], spellings: readonly string[]): void {
  for (const spelling of spellings) words.set(spelling, { tag, value });
}

/** The first characters of everything that is not simply a string. */
const special = /^[-+0-9.~yYnNtTfFoO]/;

/** What a plain scalar without a tag is. */
export function resolvePlain(text: string): YamlScalar {
  if (text !== "" && !special.test(text)) return { tag: "str", value: text };
  return words.get(text) ?? resolveNumber(text) ?? { tag: "str", value: text };
}

function resolveNumber(text: string): YamlScalar | undefined {
  if (text.startsWith(".")) {
    // Unlike numbers that begin with a digit, these may not have underscores.
    return /^\.[0-9]+([eE][-+]?[0-9]+)?$/.test(text) ? finite(Number(text)) : undefined;
  }
  if (!/^[-+0-9]/.test(text)) return undefined;
  if (isTimestamp(text)) return { tag: "timestamp", value: text };
  const plain = text.replaceAll("_", "");
  return resolveInteger(plain) ?? resolveFloat(plain) ?? resolveOddBinary(plain);
}

function resolveInteger(plain: string): YamlScalar | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(plain);
  if (!match) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  if (decimal !== undefined && decimal.length <= 15)
    return integer(sign === "-" ? -Number(decimal) : Number(decimal));
  const magnitude = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : `${decimal}`);
  return bounded(magnitude, sign ?? "");
}

/** Up to 64 bits, and no sign where the 64th is used: ParseInt, then ParseUint, which takes no sign. */
function bounded(magnitude: bigint, sign: string): YamlScalar | undefined {
  if (sign === "-") return magnitude <= 2n ** 63n ? integer(-magnitude) : undefined;
  return magnitude < (sign === "+" ? 2n ** 63n : 2n ** 64n) ? integer(magnitude) : undefined;
}

function integer(value: number | bigint): YamlScalar {
  const asNumber = Number(value);
  return { tag: "int", value: Number.isSafeInteger(asNumber) ? asNumber + 0 : value };
}

function resolveFloat(plain: string): YamlScalar | undefined {
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)
    ? finite(Number(plain))
    : undefined;
}

/** Too great for a float64 is a string. */
function finite(value: number): YamlScalar | undefined {
  return Number.isFinite(value) ? { tag: "float", value } : undefined;
}

/** go-yaml reads what follows 0b as a number of its own, sign and all: 0b-1 is -1. */
function resolveOddBinary(plain: string): YamlScalar | undefined {
  const match = /^0b([-+])([01]+)$/.exec(plain);
  return match ? bounded(BigInt(`0b${match[2]}`), match[1] ?? "") : undefined;
}

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d{2}):(\d{2}))| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

/** Timestamps stay strings; they matter to who writes, for they have to be quoted. */
function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0, ...rest] = match.slice(1).map((part) => Number(part ?? 0));
  const [
    hour = 0,
    minute = 0,
    second = 0,
    zoneHour = 0,
    zoneMinute = 0,
    hour2 = 0,
    minute2 = 0,
    second2 = 0,
  ] = rest;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return false;
  return (
    hour + hour2 <= 23 &&
    minute + minute2 <= 59 &&
    second + second2 <= 59 &&
    zoneHour <= 24 &&
    zoneMinute <= 60
  );
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const tagPrefix = "tag:yaml.org,2002:";
const resolvableTags: ReadonlySet<string> = new Set(["str", "bool", "int", "float", "null", "timestamp"]);

/**
 * What a scalar with a tag is, quoted or not. A tag of YAML's own that does not fit the text is an error, one
 * that go-yaml does not know leaves the text.
 */
export function resolveTagged(text: string, tag: string): YamlScalar {
  const name = tag.startsWith(tagPrefix) ? tag.slice(tagPrefix.length) : tag;
  if (name === "binary") return { tag: "binary", value: decodeBase64(text) };
  if (!tag.startsWith(tagPrefix) || !resolvableTags.has(name) || name === "str")
    return { tag: "str", value: text };
  const found = resolvePlain(text);
  // Only plain text is ever a timestamp: behind any other tag it is not looked for.
  const resolved: YamlScalar =
    found.tag === "timestamp" && name !== "timestamp" ? { tag: "str", value: text } : found;
  if (resolved.tag === name) return resolved;
  if (name === "float" && resolved.tag === "int") return { tag: "float", value: Number(resolved.value) };
  throw new KubernetesError(
    "YAML_SYNTAX",
    `yaml: cannot decode !!${resolved.tag} \`${text}\` as a !!${name}`,
  );
}

/** The bytes of a !!binary, one character each. */
function decodeBase64(text: string): string {
  if (illegalBase64At(text) !== undefined) {
    throw new KubernetesError("YAML_SYNTAX", "yaml: !!binary value contains invalid base64 data");
  }
  return Buffer.from(text, "base64").toString("latin1");
}

/** Sequences of bytes that are UTF-8, one character a byte; anything else matches a byte at a time. */
const utf8Sequences = new RegExp(
  [
    "[\\0-\\x7f]+",
    "[\\xc2-\\xdf][\\x80-\\xbf]",
    "\\xe0[\\xa0-\\xbf][\\x80-\\xbf]",
    "[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}",
    "\\xed[\\x80-\\x9f][\\x80-\\xbf]",
    "\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}",
    "[\\xf1-\\xf3][\\x80-\\xbf]{3}",
    "\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}",
    "([\\x80-\\xff])",
  ].join("|"),
  "g",
);

/** Bytes as encoding/json writes them: each one that is not part of valid UTF-8 becomes U+FFFD. */
export function decodeGoUtf8(bytes: string): string {
  return bytes.replace(utf8Sequences, (sequence, stray) =>
    stray === undefined ? Buffer.from(sequence, "latin1").toString("utf8") : "\ufffd",
  );
}

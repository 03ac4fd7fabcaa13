import { illegalBase64At } from "../base64.ts";
import { KubernetesError } from "../errors.ts";
import { canonicalQuantity } from "../quantity.ts";
import { type KubernetesType, kubernetesType } from "../schema/schema.ts";
import { canonicalTime, type TimePrecision } from "../time.ts";
import { type Context, type Decoder, mismatch, numberLiteral, typeError } from "./context.ts";
import { decodeInteger } from "./integer.ts";

/** The types with an UnmarshalJSON of their own. */
interface SpecialType {
  readonly zero: unknown;
  readonly decode: Decoder;
}

const specialTypes: Readonly<Record<string, SpecialType>> = {
  "resource.Quantity": { zero: "0", decode: decodeQuantity },
  "intstr.IntOrString": { zero: 0, decode: decodeIntOrString },
  "v1.Time": { zero: null, decode: decodeTime(0) },
  "v1.MicroTime": { zero: null, decode: decodeTime(6) },
  "v1.FieldsV1": { zero: null, decode: decodeRaw },
  "runtime.RawExtension": { zero: null, decode: decodeRaw },
};

export function isSpecial(typeName: string): boolean {
  return Object.hasOwn(specialTypes, typeName);
}

export function zeroSpecial(typeName: string): unknown {
  return specialTypes[typeName]?.zero;
}

export function decodeSpecial(
  typeName: string,
  value: unknown,
  previous: unknown,
  context: Context,
): unknown {
  return specialTypes[typeName]?.decode(value, previous, context);
}

/** A string or a number; apimachinery reads the text of either. */
function decodeQuantity(value: unknown): unknown {
  if (value === null) return "0";
  const text = typeof value === "string" ? value : numberLiteral(value);
  // What is neither ends up in the same error: its JSON begins with none of the characters of a quantity.
  return canonicalQuantity((text ?? "{").trim());
}

function decodeIntOrString(value: unknown, previous: unknown, context: Context): unknown {
  if (typeof value === "string") return value;
  if (value === null) return typeof previous === "number" ? previous : 0;
  const nested: Context = { ...context, firstError: undefined };
  const decoded = decodeInt32(value, undefined, nested);
  // Unlike other values of the wrong type, this one ends decoding where it stands.
  if (nested.firstError) throw nested.firstError;
  return decoded;
}

const decodeInt32 = decodeInteger(kubernetesType("int32"));

function decodeTime(precision: TimePrecision): Decoder {
  return (value, _previous, context) => {
    if (value === null) return null;
    if (typeof value !== "string") throw typeError(context, kindOf(value), "string");
    return canonicalTime(value, precision);
  };
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return numberLiteral(value) === undefined ? "object" : "number";
}

function decodeRaw(value: unknown, previous: unknown): unknown {
  return value === null ? (previous ?? null) : value;
}

/** []byte: base64 text, or an array of numbers. */
export function decodeBytes(type: KubernetesType): Decoder {
  return (value, previous, context) => {
    if (value === null) return null;
    if (typeof value === "string") return decodeBase64(value, previous, context);
    if (Array.isArray(value)) {
      const bytes = value.map((item) => Number(decodeByte(item, undefined, context)));
      return Buffer.from(bytes).toString("base64");
    }
    mismatch(context, value, type);
    return previous ?? null;
  };
}

const decodeByte = decodeInteger(kubernetesType("uint8"));

/** Go's base64.StdEncoding: padding is a must, line ends are skipped. */
function decodeBase64(text: string, previous: unknown, context: Context): unknown {
  const illegal = illegalBase64At(text);
  if (illegal === undefined) return Buffer.from(text, "base64").toString("base64");
  context.firstError ??= new KubernetesError("JSON_TYPE", `illegal base64 data at input byte ${illegal}`);
  return previous ?? null;
}

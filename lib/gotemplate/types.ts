import { signatureOf } from "./signature.ts";
import {
  type BasicKind,
  type BasicType,
  type FuncType,
  type GoFunc,
  GoMap,
  type GoType,
  type GoValue,
  type InterfaceType,
  type MapType,
  Named,
  Nil,
  Num,
  Pointer,
  Slice,
  type SliceType,
  Struct,
} from "./values.ts";

/** Types as reflect knows them: of values, their names, and which may be assigned to which. */

const basic = (kind: BasicKind): BasicType => ({ kind, name: kind });

const BOOL = basic("bool");
export const STRING = basic("string");
const INT = basic("int");
const FLOAT64 = basic("float64");
export const UINT8 = basic("uint8");
export const ANY: InterfaceType = { kind: "interface", name: "interface {}" };
export const ANY_SLICE: SliceType = { kind: "slice", elem: ANY };
export const ANY_MAP: MapType = { kind: "map", key: STRING, elem: ANY };
/** Stands for a parameter of type reflect.Value, which takes whatever there is, the absence of a value too. */
export const REFLECT_VALUE: InterfaceType = { kind: "interface", name: "reflect.Value" };

/** The basic types by their Go names. */
export const BASIC_TYPES: ReadonlyMap<string, BasicType> = new Map<string, BasicType>([
  ...[BOOL, STRING, INT, FLOAT64, UINT8].map((type): [string, BasicType] => [type.name, type]),
  ...(["int8", "int16", "int32", "int64", "uint", "uint16", "uint32", "uint64", "float32"] as const).map(
    (kind): [string, BasicType] => [kind, basic(kind)],
  ),
  ["byte", UINT8],
  ["rune", basic("int32")],
]);

export type Kind = GoType["kind"] | BasicKind;

/** A value that is there: neither `undefined` (reflect's invalid value) nor `null` (a nil interface). */
export type Present = Exclude<GoValue, null | undefined>;

export function typeOf(value: Present): GoType {
  switch (typeof value) {
    case "string":
      return STRING;
    case "number":
      return FLOAT64;
    case "bigint":
      return INT;
    case "boolean":
      return BOOL;
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(value: object): GoType {
  if (Array.isArray(value)) return ANY_SLICE;
  if (
    value instanceof Struct ||
    value instanceof Pointer ||
    value instanceof GoMap ||
    value instanceof Slice ||
    value instanceof Num ||
    value instanceof Named ||
    value instanceof Nil
  ) {
    return value.type;
  }
  return isGoFunc(value) ? funcType(value) : ANY_MAP;
}

/** The name of a value's type in messages; nil is an empty interface. */
export function typeNameOf(value: GoValue): string {
  return value === null || value === undefined ? ANY.name : typeName(typeOf(value));
}

/** As reflect's Type.String prints it. */
export function typeName(type: GoType): string {
  switch (type.kind) {
    case "slice":
      return type.name ?? `[]${typeName(type.elem)}`;
    case "map":
      return type.name ?? `map[${typeName(type.key)}]${typeName(type.elem)}`;
    case "ptr":
      return `*${typeName(type.elem)}`;
    default:
      return type.name;
  }
}

/** A plain object is map[string]any unless it is a function given as data; JSON cannot hold one. */
export function isGoFunc(value: unknown): value is GoFunc {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.hasOwn(value, "call") &&
    typeof (value as GoFunc).call === "function" &&
    typeof (value as GoFunc).signature === "string"
  );
}

function funcType(func: GoFunc): FuncType {
  return { kind: "func", name: signatureOf(func).name };
}

/** True of what map[string]any looks like here: not an array, not one of the classes of values.ts. */
export function isPlainObject(value: unknown): value is Record<string, GoValue> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !isGoFunc(value);
}

export function sameType(a: GoType, b: GoType): boolean {
  return a === b || (a.kind === b.kind && typeName(a) === typeName(b));
}

/**
 * Whether a value of type `from` may be given where `to` is wanted: the same type, any type to an empty
 * interface, and between composite types with the same structure if one of them has no name. An interface
 * with methods is known by name only; whatever may have methods is taken to implement it.
 */
export function assignable(from: GoType, to: GoType): boolean {
  if (from === to || to === ANY || to === REFLECT_VALUE) return true;
  if (to.kind === "interface") {
    return to.name === ANY.name || typeName(from) === to.name || from.kind === "ptr";
  }
  if (from.kind === "slice" && to.kind === "slice" && !(from.name && to.name)) {
    return typeName(from.elem) === typeName(to.elem);
  }
  if (from.kind === "map" && to.kind === "map" && !(from.name && to.name)) {
    return typeName(from.key) === typeName(to.key) && typeName(from.elem) === typeName(to.elem);
  }
  return typeName(from) === typeName(to);
}

export function canBeNil(type: GoType): boolean {
  switch (type.kind) {
    case "interface":
    case "slice":
    case "map":
    case "ptr":
    case "func":
      return true;
    default:
      return false;
  }
}

const SIGNED: ReadonlySet<Kind> = new Set(["int", "int8", "int16", "int32", "int64"]);
const UNSIGNED: ReadonlySet<Kind> = new Set(["uint", "uint8", "uint16", "uint32", "uint64"]);

export const isSignedKind = (kind: Kind): boolean => SIGNED.has(kind);
export const isUnsignedKind = (kind: Kind): boolean => UNSIGNED.has(kind);
export const isIntegerKind = (kind: Kind): boolean => SIGNED.has(kind) || UNSIGNED.has(kind);
export const isFloatKind = (kind: Kind): boolean => kind === "float64" || kind === "float32";

const BITS: Readonly<Record<string, number>> = {
  int8: 8,
  int16: 16,
  int32: 32,
  uint8: 8,
  uint16: 16,
  uint32: 32,
};

/** An integer as a conversion to `kind` leaves it: the low bits, wrapped around. */
export function wrapInteger(kind: Kind, value: bigint): bigint {
  const bits = BITS[kind] ?? 64;
  return isUnsignedKind(kind) ? BigInt.asUintN(bits, value) : BigInt.asIntN(bits, value);
}

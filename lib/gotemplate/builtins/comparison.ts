import { Printer } from "../fmt-printer.ts";
import { fieldValue } from "../struct-fields.ts";
import { isNilPointer } from "../typed.ts";
import {
  isFloatKind,
  isSignedKind,
  isUnsignedKind,
  type Present,
  sameType,
  typeNameOf,
  typeOf,
} from "../types.ts";
import { compareStrings } from "../utf8.ts";
import {
  type FuncMap,
  fn,
  GoError,
  type GoType,
  type GoValue,
  Named,
  Nil,
  Num,
  Pointer,
  Struct,
} from "../values.ts";

/** `eq ne lt le gt ge` with Go's rules: a number compares with numbers of its own family only. */
export const comparisonFuncs: FuncMap = {
  eq: fn("func(arg1 reflect.Value, arg2 ...reflect.Value) (bool, error)", equalsAny),
  ne: fn("func(arg1, arg2 reflect.Value) (bool, error)", (a: GoValue, b: GoValue) => !equalsAny(a, b)),
  lt: fn("func(arg1, arg2 reflect.Value) (bool, error)", lessThan),
  le: fn("func(arg1, arg2 reflect.Value) (bool, error)", lessOrEqual),
  gt: fn("func(arg1, arg2 reflect.Value) (bool, error)", (a: GoValue, b: GoValue) => !lessOrEqual(a, b)),
  ge: fn("func(arg1, arg2 reflect.Value) (bool, error)", (a: GoValue, b: GoValue) => !lessThan(a, b)),
};

type Family = "bool" | "int" | "uint" | "float" | "string";

/** The family that a value compares in, and the value itself; undefined where there is no order or equality. */
function basicOf(value: GoValue): { family: Family; value: boolean | string | number | bigint } | undefined {
  switch (typeof value) {
    case "string":
      return { family: "string", value };
    case "boolean":
      return { family: "bool", value };
    case "bigint":
      return { family: "int", value };
    case "number":
      return { family: "float", value };
    default:
      if (value instanceof Named)
        return { family: typeof value.value === "string" ? "string" : "bool", value: value.value };
      return value instanceof Num ? { family: familyOf(value.type), value: value.value } : undefined;
  }
}

function familyOf({ kind }: GoType): Family {
  if (isSignedKind(kind)) return "int";
  if (isUnsignedKind(kind)) return "uint";
  return isFloatKind(kind) ? "float" : "string";
}

const isInteger = (family: Family): boolean => family === "int" || family === "uint";

function equalsAny(first: GoValue, ...others: readonly GoValue[]): boolean {
  if (others.length === 0) throw new GoError("missing argument for comparison");
  return others.some((other) => equals(first, other));
}

function equals(a: GoValue, b: GoValue): boolean {
  if (typeof a === typeof b && (typeof a === "string" || typeof a === "bigint" || typeof a === "boolean"))
    return a === b;
  const x = basicOf(a);
  const y = basicOf(b);
  if (x === undefined && y === undefined) return equalsComposite(a, b);
  if (x !== undefined && y !== undefined) {
    if (x.family === y.family || (isInteger(x.family) && isInteger(y.family))) return x.value === y.value;
  }
  if (isPresent(a) && isPresent(b)) throw incompatible(a, b);
  return false;
}

const isPresent = (value: GoValue): value is Present => value !== undefined && value !== null;

const incompatible = (a: GoValue, b: GoValue): GoError =>
  new GoError(`incompatible types for comparison: ${typeNameOf(a)} and ${typeNameOf(b)}`);

/** Lists and maps compare with nil only; pointers by identity, structs by their fields. */
function equalsComposite(a: GoValue, b: GoValue): boolean {
  if (isPresent(a) && isPresent(b) && typeOf(a).kind !== typeOf(b).kind) {
    throw new GoError(`non-comparable types ${text(a)}: ${typeNameOf(a)}, ${typeNameOf(b)}: ${printed(b)}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (!isComparable(typeOf(b as Present))) {
    throw new GoError(`non-comparable type ${text(b)}: ${typeNameOf(b)}`);
  }
  return identical(a, b);
}

const text = (value: GoValue): string => new Printer().print(value, "s");
const printed = (value: GoValue): string => new Printer().print(value, "v");

const isNil = (value: GoValue): boolean => !isPresent(value) || value instanceof Nil;

function isComparable(type: GoType): boolean {
  if (type.kind === "slice" || type.kind === "map" || type.kind === "func") return false;
  return type.kind !== "struct" || type.fields().every((field) => isComparable(field.type));
}

function identical(a: GoValue, b: GoValue): boolean {
  if (a === b) return true;
  if (a instanceof Struct && b instanceof Struct) {
    return (
      sameType(a.type, b.type) &&
      a.type.fields().every((field) => identical(fieldValue(a, field), fieldValue(b, field)))
    );
  }
  if (a instanceof Pointer && b instanceof Pointer) return a.target === b.target && sameType(a.type, b.type);
  if (isNilPointer(a) && isNilPointer(b)) return sameType((a as Nil).type, (b as Nil).type);
  const x = basicOf(a);
  const y = basicOf(b);
  if (x === undefined || y === undefined) return false;
  return x.value === y.value && sameType(typeOf(a as Present), typeOf(b as Present));
}

function lessThan(a: GoValue, b: GoValue): boolean {
  const x = basicOf(a);
  const y = x && basicOf(b);
  if (x === undefined || y === undefined) throw new GoError("invalid type for comparison");
  if (x.family !== y.family && !(isInteger(x.family) && isInteger(y.family))) throw incompatible(a, b);
  if (x.family === "bool") throw new GoError("invalid type for comparison");
  if (x.family === "string") return compareStrings(x.value as string, y.value as string) < 0;
  return (x.value as number | bigint) < (y.value as number | bigint);
}

function lessOrEqual(a: GoValue, b: GoValue): boolean {
  return lessThan(a, b) || equals(a, b);
}

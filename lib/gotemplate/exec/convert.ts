import { bare } from "../typed.ts";
import {
  ANY,
  assignable,
  canBeNil,
  isIntegerKind,
  type Present,
  REFLECT_VALUE,
  STRING,
  typeName,
  typeNameOf,
  typeOf,
  wrapInteger,
} from "../types.ts";
import {
  GoError,
  type GoType,
  type GoValue,
  Nil,
  Num,
  nilMap,
  nilSlice,
  Pointer,
  Struct,
} from "../values.ts";
import type { State } from "./state.ts";

/** Checks a value against the type of a parameter and answers what the function is given. */
export type Converter = (state: State, value: GoValue) => unknown;

export function converterTo(type: GoType): Converter {
  if (type === REFLECT_VALUE) return (_state, value) => value;
  if (type === ANY) return (_state, value) => (value === undefined ? null : value);
  if (type === STRING)
    return (state, value) => (typeof value === "string" ? value : convert(state, value, type));
  return (state, value) => convert(state, value, type);
}

/** A value is taken as it is, behind one pointer, or by a pointer to it. */
function convert(state: State, value: GoValue, type: GoType): unknown {
  if (value === undefined) {
    return canBeNil(type) ? nilOf(type) : state.fail(`invalid value; expected ${typeName(type)}`);
  }
  if (value === null) return wrongType(state, value, type);
  if (value instanceof Pointer && sameName(value.type.elem, type)) return value.target;
  if (assignable(typeOf(value), type)) return bare(type, value);
  if (value instanceof Pointer && assignable(value.type.elem, type))
    return bare(type, value.target as Present);
  if (value instanceof Nil && value.type.kind === "ptr" && assignable(value.type.elem, type)) {
    return state.fail(`dereference of nil pointer of type ${typeName(type)}`);
  }
  if (type.kind === "ptr" && value instanceof Struct && sameName(value.type, type.elem)) {
    return new Pointer({ kind: "ptr", elem: value.type }, value);
  }
  return wrongType(state, value, type);
}

const sameName = (a: GoType, b: GoType): boolean => a.kind === "struct" && typeName(a) === typeName(b);

const wrongType = (state: State, value: GoValue, type: GoType): never =>
  state.fail(`wrong type for value; expected ${typeName(type)}; got ${typeNameOf(value)}`);

/** The nil of a type as functions get it. */
export function nilOf(type: GoType): unknown {
  if (type === REFLECT_VALUE) return undefined;
  switch (type.kind) {
    case "slice":
      return nilSlice;
    case "map":
      return bare(type, new Nil(type)) ?? nilMap;
    case "ptr":
      return new Nil(type);
    default:
      return null;
  }
}

/**
 * A value where Go converts by hand: the arguments of `call` and the keys of `index`. Between integers of
 * any kind it converts. Throws {@link GoError}.
 */
export function prepareArgument(value: GoValue, type: GoType): unknown {
  if (value === undefined || value === null) {
    if (!canBeNil(type)) throw new GoError(`value is nil; should be of type ${typeName(type)}`);
    return nilOf(type);
  }
  const from = typeOf(value);
  if (assignable(from, type)) return bare(type, value);
  if (isIntegerKind(from.kind) && isIntegerKind(type.kind)) {
    return wrapInteger(type.kind, BigInt((value instanceof Num ? value.value : value) as bigint));
  }
  throw new GoError(`value has type ${typeName(from)}; should be ${typeName(type)}`);
}

import type { NumberNode, Operand } from "../ast.ts";
import { printNode } from "../print-node.ts";
import type { Signature } from "../signature.ts";
import { ANY, canBeNil, type Kind, REFLECT_VALUE, typeName, wrapInteger } from "../types.ts";
import type { GoType, GoValue } from "../values.ts";
import { compileFunction } from "./call.ts";
import { constantValue } from "./constants.ts";
import { type Converter, converterTo, nilOf } from "./convert.ts";
import { compileChain, compileField, compileVariable } from "./fields.ts";
import { compilePipeline } from "./pipeline.ts";
import type { Context, Expression } from "./program.ts";
import type { State } from "./state.ts";
import { noting, notingArgument } from "./traced.ts";

/** An argument, compiled as far as it can be without the type of the parameter. */
export interface Argument {
  readonly node: Operand;
  /** Absent for nil and constants, whose value depends on the type. */
  readonly value: Expression | undefined;
}

/** What a function is given for a parameter. */
export type Evaluate = (state: State, dot: GoValue) => unknown;

/** @param index its place among the arguments */
export function compileArgument(node: Operand, context: Context, index: number): Argument {
  return { node, value: notingArgument(context, compileValue(node, context), index) };
}

function compileValue(node: Operand, context: Context): Expression | undefined {
  switch (node.type) {
    case "dot": {
      const value: Expression = (state, dot) => {
        state.node = node;
        return dot;
      };
      return noting(context, value, (origins) => origins.dot());
    }
    case "field": {
      const command = compileField(node, context, [node], false);
      return (state, dot) => command(state, dot, undefined);
    }
    case "variable": {
      const command = compileVariable(node, context, [node], false);
      return (state, dot) => command(state, dot, undefined);
    }
    case "chain": {
      const command = compileChain(node, context, [node], false);
      return (state, dot) => command(state, dot, undefined);
    }
    case "identifier": {
      const command = compileFunction(node, node, [node], context, false);
      return (state, dot) => command(state, dot, undefined);
    }
    case "pipe": {
      const pipeline = compilePipeline(node, context);
      return (state, dot) => {
        state.node = node;
        return pipeline(state, dot);
      };
    }
    default:
      return undefined;
  }
}

export function bindArgument({ node, value }: Argument, type: GoType): Evaluate {
  if (value === undefined) return node.type === "nil" ? bindNil(node, type) : bindConstant(node, type);
  const convert = converterTo(type);
  return (state, dot) => convert(state, value(state, dot));
}

/** The parameter that stands at a place of the argument list; the last of a variadic function repeats. */
export function parameterAt({ params }: Signature, index: number): GoType {
  return params[Math.min(index, params.length - 1)] as GoType;
}

export function bindFinal(signature: Signature, index: number): Converter {
  return converterTo(parameterAt(signature, index));
}

function bindNil(node: Operand, type: GoType): Evaluate {
  return (state) => {
    state.node = node;
    return canBeNil(type) ? nilOf(type) : state.fail(`cannot assign nil to ${typeName(type)}`);
  };
}

function bindConstant(node: Operand, type: GoType): Evaluate {
  if (type === ANY || type === REFLECT_VALUE) {
    const constant = constantValue(node);
    return (state) => {
      state.node = node;
      return constant(state);
    };
  }
  const wanted = wantedOf(type.kind);
  if (wanted === undefined) {
    return (state) => {
      state.node = node;
      return state.fail(`can't handle ${printNode(node)} for arg of type ${typeName(type)}`);
    };
  }
  const value = wanted.value(node, type.kind);
  return (state) => {
    state.node = node;
    return value ?? state.fail(`expected ${wanted.name}; found ${printNode(node)}`);
  };
}

/** What a constant must be for a parameter of a basic kind, and its value as that kind. */
interface Wanted {
  readonly name: string;
  readonly value: (node: Operand, kind: Kind) => unknown;
}

const ifNumber = (node: Operand): NumberNode | undefined => (node.type === "number" ? node : undefined);

const wantedBool: Wanted = { name: "bool", value: (node) => (node.type === "bool" ? node.value : undefined) };
const wantedString: Wanted = {
  name: "string",
  value: (node) => (node.type === "string" ? node.text : undefined),
};
const wantedFloat: Wanted = {
  name: "float",
  value: (node, kind) => {
    const float = ifNumber(node)?.float;
    return float !== undefined && kind === "float32" ? Math.fround(float) : float;
  },
};
const wantedInteger: Wanted = {
  name: "integer",
  value: (node, kind) => {
    const int = ifNumber(node)?.int;
    return int === undefined ? undefined : wrapInteger(kind, int);
  },
};
const wantedUnsigned: Wanted = {
  name: "unsigned integer",
  value: (node, kind) => {
    const uint = ifNumber(node)?.uint;
    return uint === undefined ? undefined : wrapInteger(kind, uint);
  },
};

function wantedOf(kind: Kind): Wanted | undefined {
  switch (kind) {
    case "bool":
      return wantedBool;
    case "string":
      return wantedString;
    case "float32":
    case "float64":
      return wantedFloat;
    case "int":
    case "int8":
    case "int16":
    case "int32":
    case "int64":
      return wantedInteger;
    case "uint":
    case "uint8":
    case "uint16":
    case "uint32":
    case "uint64":
      return wantedUnsigned;
    default:
      return undefined;
  }
}

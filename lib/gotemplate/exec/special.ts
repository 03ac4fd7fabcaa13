import type { IdentifierNode, Node, Operand } from "../ast.ts";
import { printNode } from "../print-node.ts";
import { signatureOf } from "../signature.ts";
import { isTrue } from "../truth.ts";
import { typed } from "../typed.ts";
import { isGoFunc, REFLECT_VALUE, typeNameOf } from "../types.ts";
import { GoError, type GoType, type GoValue } from "../values.ts";
import { bindArgument, compileArgument, type Evaluate, parameterAt } from "./arguments.ts";
import { type ArgumentList, failCalling } from "./call.ts";
import { prepareArgument } from "./convert.ts";
import type { Command, Context } from "./program.ts";
import { UNDECLARED, type Variable } from "./scope.ts";

/** The built-in functions that are more than functions: `and` and `or` leave out arguments, `call` takes one. */

export function compileAndOr(
  node: IdentifierNode,
  args: readonly Operand[],
  context: Context,
  hasFinal: boolean,
): Command {
  const { scope } = context;
  const wanted = node.ident === "or";
  const skipped: Variable[] = [];
  const evaluate = args.map((arg, index): Evaluate => {
    const compile = () => bindArgument(compileArgument(arg, context, index), REFLECT_VALUE);
    if (index === 0) return compile();
    const { result, declared } = scope.conditionally(compile);
    skipped.push(...declared);
    return result;
  });
  return (state, dot, final) => {
    state.node = node;
    for (const { slot } of skipped) state.variables[slot] = UNDECLARED;
    let value: GoValue;
    for (let i = 0; i < evaluate.length; i++) {
      value = (evaluate[i] as Evaluate)(state, dot) as GoValue;
      if (isTrue(value) === wanted) return value;
    }
    return hasFinal ? final : value;
  };
}

/** `call .f x`: the function is a value. */
export function compileCallBuiltin(owner: Node, { args, hasFinal }: ArgumentList): Command {
  const evaluate = args.map((argument) => bindArgument(argument, REFLECT_VALUE));
  const callee = args[0]?.node;
  return (state, dot, final) => {
    const values = evaluate.map((value) => value(state, dot) as GoValue);
    if (hasFinal) values.push(final);
    const name = callee === undefined ? describe(final) : printNode(callee);
    try {
      return callValue(name, values[0], values.slice(1));
    } catch (problem) {
      return failCalling(state, owner, "call", problem);
    }
  };
}

/** As reflect's Value.String has it. */
function describe(value: GoValue): string {
  if (typeof value === "string") return value;
  return value === undefined ? "<invalid Value>" : `<${typeNameOf(value)} Value>`;
}

function callValue(name: string, func: GoValue, args: readonly GoValue[]): GoValue {
  if (func === undefined || func === null) throw new GoError("call of nil");
  if (!isGoFunc(func)) throw new GoError(`non-function ${name} of type ${typeNameOf(func)}`);
  const signature = signatureOf(func);
  const { params, variadic, results } = signature;
  const least = variadic ? params.length - 1 : params.length;
  if (variadic ? args.length < least : args.length !== least) {
    const want = variadic ? `at least ${least}` : String(least);
    throw new GoError(`wrong number of args for ${name}: got ${args.length} want ${want}`);
  }
  const values = args.map((arg, index) => {
    try {
      return prepareArgument(arg, parameterAt(signature, index));
    } catch (problem) {
      throw new GoError(`arg ${index}: ${(problem as Error).message}`);
    }
  });
  const result = results[0] as GoType;
  const raw = func.call(...values);
  return result === REFLECT_VALUE ? (raw as GoValue) : typed(result, raw);
}

import type { IdentifierNode, Node, Operand } from "../ast.ts";
import { TemplateError } from "../errors.ts";
import { LimitReached } from "../limits.ts";
import { quote } from "../quote.ts";
import { type Signature, signatureOf } from "../signature.ts";
import { typed } from "../typed.ts";
import { ANY, REFLECT_VALUE, STRING, typeName } from "../types.ts";
import type { GoFunc, GoType, GoValue } from "../values.ts";
import {
  type Argument,
  bindArgument,
  bindFinal,
  compileArgument,
  type Evaluate,
  parameterAt,
} from "./arguments.ts";
import type { Command, Context } from "./program.ts";
import { compileAndOr, compileCallBuiltin } from "./special.ts";
import type { State } from "./state.ts";
import { notingCall, notingChoice, watched } from "./traced.ts";

/** A function and its arguments. `owner` is the node that a failure of the function is reported at. */
export function compileFunction(
  node: IdentifierNode,
  owner: Node,
  args: readonly Operand[],
  context: Context,
  hasFinal: boolean,
): Command {
  const { ident: name } = node;
  const found = context.findFunction(name);
  if (found === undefined) return failAt(node, `${quote(name)} is not a defined function`);
  const { func, builtin } = found;
  const problem = signatureProblem(signatureOf(func), name, args.length - 1, hasFinal);
  if (problem !== undefined) return failAt(node, problem);
  const finalArgument = hasFinal ? args.length - 1 : undefined;
  if (builtin && (name === "and" || name === "or")) {
    return notingChoice(context, compileAndOr(node, args.slice(1), context, hasFinal), finalArgument);
  }
  const list = compileArguments(args.slice(1), hasFinal, context);
  const called = watched(context, func);
  const command =
    builtin && name === "call"
      ? compileCallBuiltin(owner, list)
      : compileCall(called.func, name, owner, list);
  const compiled: Command = (state, dot, final) => {
    state.node = node;
    if (func.slow) state.limiter.checkClock();
    return command(state, dot, final);
  };
  return notingCall(context, compiled, called, finalArgument);
}

const failAt =
  (node: Node, problem: string): Command =>
  (state) => {
    state.node = node;
    return state.fail(problem);
  };

/** The type of what a function returns, where it is known. */
export function functionResult(node: IdentifierNode, context: Context): GoType | undefined {
  const found = context.findFunction(node.ident);
  return found && signatureOf(found.func).results[0];
}

export interface ArgumentList {
  readonly args: readonly Argument[];
  readonly hasFinal: boolean;
}

export const NO_ARGUMENTS: ArgumentList = { args: [], hasFinal: false };

export function compileArguments(
  args: readonly Operand[],
  hasFinal: boolean,
  context: Context,
): ArgumentList {
  return { args: args.map((node, index) => compileArgument(node, context, index)), hasFinal };
}

/** Why a function cannot be called with so many arguments, or at all. */
function signatureProblem(
  { params, variadic, results }: Signature,
  name: string,
  given: number,
  hasFinal: boolean,
): string | undefined {
  const count = given + Number(hasFinal);
  if (variadic && count < params.length - 1) {
    return `wrong number of args for ${name}: want at least ${params.length - 1} got ${given}`;
  }
  if (!variadic && count !== params.length) {
    return `wrong number of args for ${name}: want ${params.length} got ${count}`;
  }
  const second = results[1];
  if (results.length === 2 && second !== undefined && typeName(second) !== "error") {
    return `invalid function signature for ${name}: second return value should be error; is ${typeName(second)}`;
  }
  if (results.length === 1 || results.length === 2) return undefined;
  return `function ${name} has ${results.length} return values; should be 1 or 2`;
}

function compileCall(func: GoFunc, name: string, owner: Node, list: ArgumentList): Command {
  const signature = signatureOf(func);
  const evaluate = bindArguments(signature, list);
  const result = resultOf(signature);
  const { call } = func;
  const [first, second] = evaluate;
  if (first !== undefined && evaluate.length === 1 && !list.hasFinal) {
    return (state, dot) => {
      const a = first(state, dot);
      try {
        return result(call(a));
      } catch (problem) {
        return failCalling(state, owner, name, problem);
      }
    };
  }
  if (first !== undefined && second !== undefined && evaluate.length === 2 && !list.hasFinal) {
    return (state, dot) => {
      const a = first(state, dot);
      const b = second(state, dot);
      try {
        return result(call(a, b));
      } catch (problem) {
        return failCalling(state, owner, name, problem);
      }
    };
  }
  const convertFinal = list.hasFinal ? bindFinal(signature, evaluate.length) : undefined;
  return (state, dot, final) => {
    const values: unknown[] = [];
    for (let i = 0; i < evaluate.length; i++) values.push((evaluate[i] as Evaluate)(state, dot));
    if (convertFinal !== undefined) values.push(convertFinal(state, final));
    try {
      return result(call(...values));
    } catch (problem) {
      return failCalling(state, owner, name, problem);
    }
  };
}

function bindArguments(signature: Signature, { args }: ArgumentList): Evaluate[] {
  return args.map((argument, index) => bindArgument(argument, parameterAt(signature, index)));
}

/** Gives what a function returned its type. */
function resultOf({ results }: Signature): (raw: unknown) => GoValue {
  const type = results[0] as GoType;
  if (type === REFLECT_VALUE) return (raw) => raw as GoValue;
  if (type === ANY) return (raw) => (raw === undefined ? null : (raw as GoValue));
  if (type === STRING) return (raw) => (typeof raw === "string" ? raw : typed(type, raw));
  return (raw) => typed(type, raw);
}

/** A function's error, or whatever else it threw: a panic is an error to Go's templates too. */
export function failCalling(state: State, owner: Node, name: string, problem: unknown): never {
  if (problem instanceof LimitReached || isStackOverflow(problem)) throw problem;
  state.node = owner;
  const message = problem instanceof Error ? problem.message : String(problem);
  const code = problem instanceof TemplateError && problem.code === "limit" ? "limit" : "execute";
  return state.fail(`error calling ${name}: ${message}`, { cause: problem, code });
}

export const isStackOverflow = (problem: unknown): boolean =>
  problem instanceof RangeError && /call stack/.test(problem.message);

interface MethodCall {
  readonly method: GoFunc;
  readonly receiver: GoValue;
  readonly name: string;
  readonly node: Node;
  readonly args: ArgumentList;
  readonly dot?: GoValue;
  readonly final?: GoValue;
}

/** Calls a method, whose signature is known only now that the receiver is. */
export function callMethod(state: State, call: MethodCall): GoValue {
  const { method, receiver, name, node, args, dot, final } = call;
  const signature = signatureOf(method);
  const problem = signatureProblem(signature, name, args.args.length, args.hasFinal);
  if (problem !== undefined) return state.fail(problem);
  const values = bindArguments(signature, args).map((evaluate) => evaluate(state, dot));
  if (args.hasFinal) values.push(bindFinal(signature, values.length)(state, final));
  try {
    return resultOf(signature)(method.call(receiver, ...values));
  } catch (thrown) {
    return failCalling(state, node, name, thrown);
  }
}

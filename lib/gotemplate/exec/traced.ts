import type { BranchNode, Operand } from "../ast.ts";
import type { GoFunc } from "../values.ts";
import type { Origins } from "./origins.ts";
import type { Command, Context, Expression, Statement } from "./program.ts";
import type { State } from "./state.ts";

/**
 * What compiling adds where an execution is to be traced: each piece of a program also keeps where its value is
 * from ({@link Origins}). A template that is not traced is compiled without any of it.
 */

const of = (state: State): Origins => state.origins as Origins;

/** Says after each evaluation where the value is from. */
export function noting<T extends Command | Expression>(
  { traced }: Context,
  command: T,
  note: (origins: Origins, state: State) => void,
): T {
  if (!traced) return command;
  const noted: Command = (state, dot, final) => {
    const value = (command as Command)(state, dot, final);
    note(of(state), state);
    return value;
  };
  return noted as T;
}

/** An argument of a call. */
export function notingArgument(
  context: Context,
  value: Expression | undefined,
  index: number,
): Expression | undefined {
  return value && noting(context, value, (origins) => origins.argument(index));
}

/** A method that takes arguments: its result is made of the receiver and of these. */
export function notingMethod(
  context: Context,
  command: Command,
  { args, hasFinal }: { readonly args: readonly Operand[]; readonly hasFinal: boolean },
  note: (origins: Origins, state: State) => void,
): Command {
  if (!context.traced) return command;
  const count = args.length - 1;
  if (count === 0 && !hasFinal) return noting(context, command, note);
  return (state, dot, final) => {
    of(state).beginCall(hasFinal ? count : undefined);
    const value = command(state, dot, final);
    note(of(state), state);
    of(state).argument(count + 1);
    of(state).endCall(PLAIN, undefined);
    return value;
  };
}

const PLAIN: GoFunc = { signature: "func()", call: () => undefined };

/** A function whose arguments are kept for what it says of them ({@link GoFunc.looksAt}). */
export interface Watched {
  readonly func: GoFunc;
  readonly lastArguments: () => readonly unknown[] | undefined;
}

export function watched({ traced }: Context, func: GoFunc): Watched {
  if (!traced || func.looksAt === undefined) return { func, lastArguments: () => undefined };
  let last: readonly unknown[] | undefined;
  const call = (...args: unknown[]) => {
    last = args;
    return func.call(...args);
  };
  return { func: { ...func, call }, lastArguments: () => last };
}

/** A call of a function. */
export function notingCall(
  { traced }: Context,
  command: Command,
  { func, lastArguments }: Watched,
  final: number | undefined,
): Command {
  if (!traced) return command;
  return (state, dot, value) => {
    of(state).beginCall(final);
    const result = command(state, dot, value);
    of(state).endCall(func, lastArguments());
    return result;
  };
}

/** `and`, `or` */
export function notingChoice({ traced }: Context, command: Command, final: number | undefined): Command {
  if (!traced) return command;
  return (state, dot, value) => {
    of(state).beginCall(final);
    const result = command(state, dot, value);
    of(state).endChoice();
    return result;
  };
}

/** A branch of `if` or `with`, or the else branch of `range`. */
export function inBranch({ traced }: Context, node: BranchNode, isElse: boolean, body: Statement): Statement {
  if (!traced) return body;
  return (state, dot) => {
    of(state).enter(node, isElse);
    const flow = body(state, dot);
    of(state).leave();
    return flow;
  };
}

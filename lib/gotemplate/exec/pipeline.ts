import type { CommandNode, Operand, PipeNode } from "../ast.ts";
import { printNode } from "../print-node.ts";
import type { GoValue } from "../values.ts";
import { compileFunction } from "./call.ts";
import { constantValue } from "./constants.ts";
import { compileChain, compileField, compileVariable } from "./fields.ts";
import type { Command, Context, Expression } from "./program.ts";
import { UNDECLARED, type Variable } from "./scope.ts";
import type { State } from "./state.ts";
import { noting } from "./traced.ts";

/** Puts a value into a variable; `boxed` says that it came out of a list or map of interfaces. */
export type Store = (state: State, value: GoValue, boxed: boolean) => void;

/** `declared` is given the variables that the pipeline declares. */
export function compilePipeline(pipe: PipeNode, context: Context, declared: Variable[] = []): Expression {
  const commands = pipe.cmds.map((command, index) => compileCommand(command, context, index > 0));
  const value = chainCommands(pipe, commands);
  if (pipe.decl.length === 0) return value;
  const stores = pipe.isAssign ? assignedVariables(pipe, context) : declarations(pipe, context, declared);
  return (state, dot) => {
    const result = value(state, dot);
    for (const store of stores) store(state, result, false);
    return result;
  };
}

/** Each command gets the value of the one before. An interface gives way to what it holds, nil to nothing. */
function chainCommands(pipe: PipeNode, commands: readonly Command[]): Expression {
  const first = commands[0] as Command;
  if (commands.length === 1) {
    return (state, dot) => {
      state.node = pipe;
      return first(state, dot, undefined) ?? undefined;
    };
  }
  const rest = commands.slice(1);
  return (state, dot) => {
    state.node = pipe;
    let value = first(state, dot, undefined) ?? undefined;
    for (const command of rest) value = command(state, dot, value) ?? undefined;
    return value;
  };
}

function declarations(pipe: PipeNode, { scope }: Context, declared: Variable[]): Store[] {
  return pipe.decl.map((node) => {
    const variable = scope.declare(node.ident[0] as string);
    declared.push(variable);
    const { slot } = variable;
    return (state, value) => {
      state.variables[slot] = value;
      state.variables[slot + 1] = false;
      state.origins?.declare(slot);
    };
  });
}

export function assignedVariables(pipe: PipeNode, { scope }: Context): Store[] {
  return pipe.decl.map((node) => {
    const name = node.ident[0] as string;
    const candidates = scope.lookup(name);
    return (state, value, boxed) => {
      const { slot } = declaredAmong(state, candidates, name);
      state.variables[slot] = value;
      state.variables[slot + 1] = boxed;
      state.origins?.assign(slot);
    };
  });
}

/** The innermost variable whose declaration was evaluated. */
export function declaredAmong(state: State, candidates: readonly Variable[], name: string): Variable {
  for (const variable of candidates) {
    if (!variable.conditional || state.variables[variable.slot] !== UNDECLARED) return variable;
  }
  return state.fail(`undefined variable: ${name}`);
}

function compileCommand(command: CommandNode, context: Context, hasFinal: boolean): Command {
  const first = command.args[0] as Operand;
  switch (first.type) {
    case "field":
      return compileField(first, context, command.args, hasFinal);
    case "chain":
      return compileChain(first, context, command.args, hasFinal);
    case "identifier":
      return compileFunction(first, command, command.args, context, hasFinal);
    case "variable":
      return compileVariable(first, context, command.args, hasFinal);
    case "pipe":
      if (command.args.length > 1 || hasFinal) return notAFunction(first);
      return compilePipeline(first, context);
    default:
      return noting(context, compileLiteral(first, command.args.length > 1 || hasFinal), (origins) =>
        first.type === "dot" ? origins.dot() : origins.constant(),
      );
  }
}

function compileLiteral(node: Operand, hasArguments: boolean): Command {
  if (hasArguments) {
    const fail = notAFunction(node);
    return (state, dot, final) => {
      state.node = node;
      return fail(state, dot, final);
    };
  }
  switch (node.type) {
    case "dot":
      return (state, dot) => {
        state.node = node;
        return dot;
      };
    case "nil":
      return (state) => {
        state.node = node;
        return state.fail("nil is not a command");
      };
    default: {
      const constant = constantValue(node);
      return (state) => {
        state.node = node;
        return constant(state);
      };
    }
  }
}

export const notAFunction =
  (node: Operand): Command =>
  (state) =>
    state.fail(`can't give argument to non-function ${printNode(node)}`);

import type { Tree } from "../ast.ts";
import type { GoFunc, GoValue } from "../values.ts";
import { Scope } from "./scope.ts";
import type { State } from "./state.ts";
import { compileList } from "./statements.ts";

/** What a statement did: ran through, or asked the innermost range to end or to go on. */
export type Flow = 0 | 1 | 2;
export const DONE: Flow = 0;
export const BREAK: Flow = 1;
export const CONTINUE: Flow = 2;

export type Statement = (state: State, dot: GoValue) => Flow;
/** `undefined` is the absence of a value, `null` an interface that holds nil; see types.ts. */
export type Expression = (state: State, dot: GoValue) => GoValue;
/** A command of a pipeline; `final` is what the command before it gave. */
export type Command = (state: State, dot: GoValue, final: GoValue) => GoValue;

/** What compiling needs to know. */
export interface Context {
  readonly scope: Scope;
  readonly findFunction: (name: string) => FoundFunction | undefined;
  /** Is each value to be followed to where it is from? See traced.ts. */
  readonly traced: boolean;
}

export interface FoundFunction {
  readonly func: GoFunc;
  /** False of a function of the caller, even if it is called "and". */
  readonly builtin: boolean;
}

/** A compiled template. */
export interface Program {
  readonly name: string;
  readonly body: Statement;
  readonly frameSize: number;
}

/** The templates that may call each other, compiled on first use. */
export class Programs {
  private readonly trees: ReadonlyMap<string, Tree>;
  private readonly findFunction: Context["findFunction"];
  private readonly traced: boolean;
  private readonly compiled = new Map<string, Program>();

  constructor(trees: ReadonlyMap<string, Tree>, findFunction: Context["findFunction"], traced: boolean) {
    this.trees = trees;
    this.findFunction = findFunction;
    this.traced = traced;
  }

  tree(name: string): Tree | undefined {
    return this.trees.get(name);
  }

  get(name: string): Program | undefined {
    const known = this.compiled.get(name);
    if (known !== undefined) return known;
    const tree = this.trees.get(name);
    if (tree === undefined) return undefined;
    const scope = new Scope();
    const body = compileList(tree.root, { scope, findFunction: this.findFunction, traced: this.traced });
    const program = { name, body, frameSize: scope.size };
    this.compiled.set(name, program);
    return program;
  }
}

/** Runs a template with its own variables: a template sees none of its caller's but through dot. */
export function runProgram(program: Program, state: State, dot: GoValue): void {
  const { variables, templateName, node } = state;
  const frame = new Array<unknown>(program.frameSize);
  frame[0] = dot;
  state.variables = frame;
  state.templateName = program.name;
  program.body(state, dot);
  state.variables = variables;
  state.templateName = templateName;
  state.node = node;
}

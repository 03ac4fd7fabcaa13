import { isEmptyList, type Tree } from "./ast.ts";
import { builtinFuncs } from "./builtins/builtins.ts";
import { TemplateError } from "./errors.ts";
import { isStackOverflow } from "./exec/call.ts";
import { Origins } from "./exec/origins.ts";
import { type FoundFunction, Programs, runProgram } from "./exec/program.ts";
import { StringSink, TracingSink } from "./exec/sink.ts";
import { type MissingKey, State } from "./exec/state.ts";
import { DEFAULT_LIMITS, DeadlineReached, Limiter, LimitReached, type Limits } from "./limits.ts";
import { parse } from "./parser.ts";
import { quote } from "./quote.ts";
import { OutputTrace } from "./trace.ts";
import { joinBytes } from "./utf8.ts";
import type { FuncMap, GoFunc, GoValue } from "./values.ts";

export interface TemplateOptions {
  readonly limits?: Partial<Limits> | undefined;
}

const FUNCTION_NAME = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;
const MISSING_KEY: Readonly<Record<string, MissingKey>> = {
  "missingkey=default": "default",
  "missingkey=invalid": "default",
  "missingkey=zero": "zero",
  "missingkey=error": "error",
};

/** What templates share that may call each other. */
class Group {
  readonly trees = new Map<string, Tree>();
  readonly members = new Map<string, Template>();
  readonly functions = new Map<string, GoFunc>();
  missingKey: MissingKey = "default";
  limits: Limits;
  private compiled: Programs | undefined;
  private traced: Programs | undefined;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  findFunction(name: string): FoundFunction | undefined {
    const own = this.functions.get(name);
    if (own !== undefined) return { func: own, builtin: false };
    const builtin = Object.hasOwn(builtinFuncs, name) ? builtinFuncs[name] : undefined;
    return builtin && { func: builtin, builtin: true };
  }

  /** Compiled templates stay valid until a text or a function is added. */
  programs(): Programs {
    this.compiled ??= this.compileAll(false);
    return this.compiled;
  }

  /** The same, compiled to be traced. */
  tracedPrograms(): Programs {
    this.traced ??= this.compileAll(true);
    return this.traced;
  }

  private compileAll(traced: boolean): Programs {
    return new Programs(new Map(this.trees), (name) => this.findFunction(name), traced);
  }

  changed(): void {
    this.compiled = undefined;
    this.traced = undefined;
  }
}

/**
 * A Go template, with the methods that Go's has: `new Template("t").funcs(f).parse(text).execute(data)`.
 * Once parsed it may be executed any number of times; an execution keeps its state to itself.
 */
export class Template {
  readonly name: string;
  private readonly group: Group;
  private leftDelim = "";
  private rightDelim = "";

  constructor(name: string, options: TemplateOptions = {}, group?: unknown) {
    this.name = name;
    this.group = group instanceof Group ? group : new Group({ ...DEFAULT_LIMITS, ...options.limits });
  }

  /** Another template of the same group and with the same delimiters, still without text. */
  new(name: string): Template {
    return new Template(name, {}, this.group).delims(this.leftDelim, this.rightDelim);
  }

  /** Adds functions, or replaces some. A name that no template could spell throws. */
  funcs(functions: FuncMap): this {
    for (const [name, func] of Object.entries(functions)) {
      if (!FUNCTION_NAME.test(name)) {
        throw new TemplateError(`function name ${quote(name)} is not a valid identifier`, { code: "usage" });
      }
      this.group.functions.set(name, func);
    }
    this.group.changed();
    return this;
  }

  /** Delimiters for the texts parsed from now on; "" stands for the usual one. */
  delims(left: string, right: string): this {
    this.leftDelim = left;
    this.rightDelim = right;
    return this;
  }

  /** `missingkey=default`, `missingkey=zero` or `missingkey=error`. */
  option(...options: readonly string[]): this {
    for (const option of options) {
      const missingKey = Object.hasOwn(MISSING_KEY, option) ? MISSING_KEY[option] : undefined;
      if (missingKey === undefined) {
        const message = option === "" ? "empty option string" : `unrecognized option: ${option}`;
        throw new TemplateError(message, { code: "usage", scope: Object.keys(MISSING_KEY) });
      }
      this.group.missingKey = missingKey;
    }
    return this;
  }

  /**
   * Parses a text as the body of this template, and adds the templates that it defines. An empty body, or
   * one of nothing but space, replaces none that is there.
   */
  parse(text: string): this {
    const { group } = this;
    const trees = guardStack(this.name, () =>
      parse(this.name, text, {
        delims: [this.leftDelim, this.rightDelim],
        hasFunction: (name) => group.findFunction(name) !== undefined,
        refusal: (name) => group.findFunction(name)?.func.refused,
        functionNames: () => [...group.functions.keys(), ...Object.keys(builtinFuncs)],
      }),
    );
    for (const [name, tree] of trees) {
      if (group.trees.has(name) && isEmptyList(tree.root)) continue;
      group.trees.set(name, tree);
      group.members.set(name, name === this.name ? this : this.new(name));
    }
    group.changed();
    return this;
  }

  /** Compiles all templates of the group now instead of at their first execution. */
  compile(): this {
    const programs = this.group.programs();
    guardStack(this.name, () => {
      for (const name of this.group.trees.keys()) programs.get(name);
    });
    return this;
  }

  /** The text for this data. Throws {@link TemplateError}, with Go's message. */
  execute(data?: GoValue, limits?: Partial<Limits>): string {
    const sink = new StringSink(this.limiter(limits));
    this.run(sink, data);
    return joinBytes(sink.output);
  }

  /** Like {@link execute}, and tells which place of the template wrote what, and what of the data it read for it. */
  executeTraced(data?: GoValue, limits?: Partial<Limits>): { output: string; trace: OutputTrace } {
    const origins = new Origins();
    const sink = new TracingSink(this.limiter(limits), origins);
    this.run(sink, data, origins);
    return { output: joinBytes(sink.output), trace: new OutputTrace(sink.segments) };
  }

  private limiter(limits: Partial<Limits> | undefined): Limiter {
    return new Limiter(limits === undefined ? this.group.limits : { ...this.group.limits, ...limits });
  }

  private run(sink: StringSink, data: GoValue | undefined, origins?: Origins): void {
    const { group, name } = this;
    const programs = origins === undefined ? group.programs() : group.tracedPrograms();
    const state = new State(name, programs, sink, sink.limiter, group.missingKey, origins);
    try {
      const program = programs.get(name);
      if (program === undefined) state.fail(`${quote(name)} is an incomplete or empty template`);
      else runProgram(program, state, data ?? undefined);
    } catch (problem) {
      throw asTemplateError(state, problem);
    }
  }

  /** Executes the template of that name. */
  executeTemplate(name: string, data?: GoValue, limits?: Partial<Limits>): string {
    const template = this.lookup(name);
    if (template === undefined) {
      const message = `template: no template ${quote(name)} associated with template ${quote(this.name)}`;
      throw new TemplateError(message, { code: "execute", scope: [...this.group.trees.keys()] });
    }
    return template.execute(data, limits);
  }

  lookup(name: string): Template | undefined {
    return this.group.members.get(name);
  }

  /** The templates of the group that have a text. */
  templates(): Template[] {
    return [...this.group.members.values()];
  }

  /** What was parsed; undefined before {@link parse}. */
  get tree(): Tree | undefined {
    return this.group.trees.get(this.name);
  }

  /** A copy to which texts and functions can be added without changing this one. */
  clone(): Template {
    const group = new Group(this.group.limits);
    group.missingKey = this.group.missingKey;
    for (const [name, func] of this.group.functions) group.functions.set(name, func);
    for (const [name, tree] of this.group.trees) group.trees.set(name, tree);
    const copy = new Template(this.name, {}, group).delims(this.leftDelim, this.rightDelim);
    for (const [name, member] of this.group.members) {
      group.members.set(name, name === this.name ? copy : member.copyTo(group));
    }
    return copy;
  }

  private copyTo(group: Group): Template {
    return new Template(this.name, {}, group).delims(this.leftDelim, this.rightDelim);
  }
}

function asTemplateError(state: State, problem: unknown): unknown {
  if (problem instanceof DeadlineReached) return state.error(problem.message, { code: "deadline" });
  if (problem instanceof LimitReached) return state.error(problem.message, { code: "limit" });
  if (isStackOverflow(problem))
    return state.error("exceeded the stack: it nests too deeply", { code: "limit" });
  return problem;
}

function guardStack<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (problem) {
    if (!isStackOverflow(problem)) throw problem;
    throw new TemplateError(`template: ${name}: it nests too deeply`, { code: "limit" });
  }
}

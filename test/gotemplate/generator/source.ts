import { type Kind, PATHS, someString } from "./data.ts";
import type { Random } from "./random.ts";

/** How a call of one function is written, and what it gives. */
export interface Call {
  readonly name: string;
  readonly gives: Kind;
  /** The whole command, as "add 1 2", without parentheses. */
  readonly write: (source: Source) => string;
}

/** The functions of one family. A file in this folder exports one, and families.ts lists it. */
export interface Family {
  readonly name: string;
  readonly calls: readonly Call[];
}

/** How often each action, function and verb was written. */
export type Counts = Map<string, number>;

interface Variable {
  readonly name: string;
  readonly kind: Kind;
}

/**
 * Writes the text of one template. Expressions are of the kind that is asked for, but for a few that are
 * wrong on purpose, so that most templates end in an output and the others in an error of every sort.
 */
export class Source {
  readonly random: Random;
  private readonly calls: ReadonlyMap<Kind, readonly Call[]>;
  private readonly counts: Counts;
  private readonly mistakes: number;
  private variables: Variable[] = [];
  /** False where dot is not the root: then fields are written from `$`. */
  atRoot = true;
  /** False where not even `$` is the root, in a block over something else: then there are no fields. */
  rooted = true;
  private depth = 0;
  private named = 0;

  constructor(random: Random, calls: ReadonlyMap<Kind, readonly Call[]>, counts: Counts) {
    this.random = random;
    this.calls = calls;
    this.counts = counts;
    this.mistakes = random.chance(0.5) ? 0.1 : 0;
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  drawn(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** The one of some that was written least, so that every one gets its turn. */
  rarest<T>(items: readonly T[], nameOf: (item: T) => string): T {
    if (this.random.chance(0.5)) return this.random.pick(items);
    const sample = this.random.times(Math.min(6, items.length), () => this.random.pick(items));
    return sample.reduce((a, b) => (this.drawn(nameOf(b)) < this.drawn(nameOf(a)) ? b : a));
  }

  /** An operand: in parentheses if it is a call. */
  operand(kind: Kind): string {
    return this.operandOf(this.random.chance(this.mistakes) ? this.anyKind() : kind);
  }

  /** What a range goes over; no integer that somebody computed, since it could go on for years. */
  rangeOperand(kind: Kind): string {
    return this.operandOf(
      this.random.chance(this.mistakes) ? this.random.pick(["float", "bool", "nil"]) : kind,
    );
  }

  private operandOf(wanted: Kind): string {
    const choice = this.random.next();
    if (choice < 0.35 && this.depth < 3) {
      const call = this.command(wanted);
      if (call !== undefined) return `(${call})`;
    }
    if (choice < 0.6) {
      const variable = this.variable(wanted);
      if (variable !== undefined) return variable;
    }
    if (choice < 0.8 && PATHS[wanted].length > 0) return this.field(this.random.pick(PATHS[wanted]));
    return this.literal(wanted) ?? this.field(this.random.pick(PATHS[wanted]));
  }

  anyKind(): Kind {
    return this.random.pick<Kind>(["string", "int", "float", "bool", "list", "map", "nil"]);
  }

  any(): string {
    return this.operand(this.anyKind());
  }

  /** A function with its arguments. */
  command(kind: Kind): string | undefined {
    const calls = this.calls.get(kind);
    if (calls === undefined || calls.length === 0) return undefined;
    const call = this.oftenPrintf(calls) ?? this.rarest(calls, ({ name }) => `function ${name}`);
    this.count(`function ${call.name}`);
    this.depth++;
    const text = call.write(this);
    this.depth--;
    return text;
  }

  /** One function among hundreds, but with a language of its own, every verb of which has to be drawn. */
  private oftenPrintf(calls: readonly Call[]): Call | undefined {
    return this.random.chance(0.15) ? calls.find(({ name }) => name === "printf") : undefined;
  }

  /** A path from the root, spelled so that it works where dot is something else. */
  field(path: string): string {
    if (!this.rooted) return this.random.chance(0.1) ? `$${path}` : "(print 1)";
    return this.atRoot && this.random.chance(0.7) ? path : `$${path}`;
  }

  literal(kind: Kind): string | undefined {
    const { random } = this;
    switch (kind) {
      case "string":
        return stringLiteral(random, someString(random));
      case "int":
        return random.pick([
          "0",
          "1",
          "2",
          "3",
          "-1",
          "7",
          "42",
          "0x1F",
          "0b101",
          "0o17",
          "1_000",
          "'a'",
          "'\\n'",
          "100",
        ]);
      case "float":
        return random.pick(["1.5", "0.1", "1e3", "-2.5", "1e21", "0x1p-2", "3.0", "1_0.5", ".5", "1e-7"]);
      case "bool":
        return random.pick(["true", "false"]);
      case "nil":
        return random.chance(0.1) ? "nil" : undefined;
      default:
        return undefined;
    }
  }

  declare(kind: Kind): string {
    const name = this.random.chance(0.2) ? `$${this.random.pick(["x", "y"])}` : `$v${this.named++}`;
    this.variables.push({ name, kind });
    return name;
  }

  variable(kind: Kind): string | undefined {
    const known = this.variables.filter((variable) => variable.kind === kind);
    return known.length === 0 ? undefined : this.random.pick(known).name;
  }

  someVariable(): Variable | undefined {
    return this.variables.length === 0 ? undefined : this.random.pick(this.variables);
  }

  /** Writes what has variables and a dot of its own. */
  inner<T>(change: { atRoot?: boolean; rooted?: boolean; fresh?: boolean }, write: () => T): T {
    const { variables, atRoot, rooted } = this;
    this.variables = change.fresh ? [] : [...variables];
    this.atRoot = change.atRoot ?? atRoot;
    this.rooted = change.rooted ?? rooted;
    const result = write();
    this.variables = variables;
    this.atRoot = atRoot;
    this.rooted = rooted;
    return result;
  }
}

export function stringLiteral(random: Random, text: string): string {
  if (!/[`\r]/.test(text) && random.chance(0.3)) return `\`${text}\``;
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028");
}

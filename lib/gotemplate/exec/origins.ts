import type { BranchNode } from "../ast.ts";
import type { GoFunc } from "../values.ts";

/** A place in the data that an execution read, as the names on the way there from its root. */
export interface Read {
  /** [] is the data itself, ["Values", "global", "hub"] what `.Values.global.hub` names. */
  readonly path: readonly string[];
  /** False of what was looked at and did not count: the annotation that is not there, before its default. */
  readonly decided: boolean;
}

/** Where a value is from. */
export interface Origin {
  /** Where in the data it stands; undefined for one that was made. */
  readonly place: readonly string[] | undefined;
  /** What it was made of besides, by place. */
  readonly reads: ReadonlyMap<string, Read>;
}

/** A branch that was taken, and those around it. */
export interface Condition {
  readonly node: BranchNode;
  readonly isElse: boolean;
  readonly origin: Origin;
  readonly outer: Condition | undefined;
  readonly depth: number;
}

const NOTHING: Origin = { place: undefined, reads: new Map() };

/** Of one call of a template: what {@link State.variables} holds the values of. */
interface Frame {
  readonly variables: Origin[];
  /** In how many branches each variable was declared. */
  readonly depths: number[];
  readonly dot: Origin;
}

/**
 * What a traced execution has read: beside every value goes where it is from. Only templates compiled to be
 * traced (exec/traced.ts) keep it; any other execution has none.
 */
export class Origins {
  /** Of what was evaluated last, as {@link State.node} is its node. */
  value: Origin = NOTHING;
  condition: Condition | undefined;
  #dot: Origin = { place: [], reads: new Map() };
  #frame: Frame = { variables: [this.#dot], depths: [0], dot: this.#dot };
  readonly #frames: Frame[] = [];
  readonly #calls: Origin[][] = [];
  readonly #dots: Origin[] = [];

  get depth(): number {
    return this.condition?.depth ?? 0;
  }

  constant(): void {
    this.value = NOTHING;
  }

  dot(): void {
    this.value = this.#dot;
  }

  field(names: readonly string[]): void {
    this.value = below(this.#dot, names);
  }

  variable(slot: number, names: readonly string[]): void {
    this.value = below(this.#frame.variables[slot] ?? NOTHING, names);
  }

  /** The value evaluated last gives way to a field of it. */
  descend(names: readonly string[]): void {
    this.value = below(this.value, names);
  }

  declare(slot: number): void {
    this.#frame.variables[slot] = this.value;
    this.#frame.depths[slot] = this.depth;
  }

  /** What a branch makes of a variable from outside depends on its condition, too. */
  assign(slot: number): void {
    const conditions: Origin[] = [];
    const declared = this.#frame.depths[slot] ?? 0;
    for (let at = this.condition; at && at.depth > declared; at = at.outer) conditions.push(at.origin);
    this.#frame.variables[slot] = conditions.length === 0 ? this.value : made([this.value, ...conditions]);
  }

  /** @param final the place of the argument that a pipeline hands on, if it does */
  beginCall(final: number | undefined): void {
    const given: Origin[] = [];
    if (final !== undefined) given[final] = this.value;
    this.#calls.push(given);
  }

  argument(index: number): void {
    const given = this.#calls.at(-1);
    if (given !== undefined) given[index] = this.value;
  }

  /** @param args what the function was called with, where it says what it looks at */
  endCall(func: GoFunc, args: readonly unknown[] | undefined): void {
    const given = this.#calls.pop() ?? [];
    if (func.changesFirst) this.#change(given[0], made(given));
    this.value = args && func.looksAt ? looked(func.looksAt(...args), given) : made(given);
  }

  /** Variables that hold a value hold what has become of it. */
  #change(before: Origin | undefined, after: Origin): void {
    const { variables } = this.#frame;
    for (const [slot, origin] of variables.entries()) {
      if (origin === before && origin !== NOTHING) variables[slot] = after;
    }
  }

  /** Of `and` and `or`: the last argument that was evaluated is the result. */
  endChoice(): void {
    const given = (this.#calls.pop() ?? []).filter((origin) => origin !== undefined);
    const last = given.pop() ?? NOTHING;
    this.value = given.length === 0 ? last : made([last], given);
  }

  enter(node: BranchNode, isElse: boolean): void {
    const { condition: outer, value: origin } = this;
    this.condition = { node, isElse, origin, outer, depth: (outer?.depth ?? 0) + 1 };
    this.#dots.push(this.#dot);
    if (node.type === "with" && !isElse) this.#dot = origin;
  }

  leave(): void {
    this.condition = this.condition?.outer;
    this.#dot = this.#dots.pop() ?? NOTHING;
  }

  /** An element of what is ranged over becomes the value, and dot. */
  element(key?: unknown): void {
    const { origin } = this.condition ?? { origin: NOTHING };
    this.value = key === undefined ? origin : below(origin, [String(key)]);
    this.#dot = this.value;
  }

  /** A template is called, with the value evaluated last or nothing. */
  enterTemplate(hasArgument: boolean): void {
    this.#frames.push({ ...this.#frame, dot: this.#dot });
    this.#dot = hasArgument ? this.value : NOTHING;
    this.#frame = { variables: [this.#dot], depths: [this.depth], dot: this.#dot };
  }

  leaveTemplate(): void {
    this.#frame = this.#frames.pop() as Frame;
    this.#dot = this.#frame.dot;
  }
}

/** What a value is made of: the place where it stands, or what it was made of. */
export function readsOf({ place, reads }: Origin): Read[] {
  return [...(place === undefined ? [] : [{ path: place, decided: true }]), ...reads.values()];
}

function below(origin: Origin, names: readonly string[]): Origin {
  if (names.length === 0 || origin.place === undefined) return origin;
  return { ...origin, place: [...origin.place, ...names] };
}

function made(of: readonly (Origin | undefined)[], inVain: readonly Origin[] = []): Origin {
  const reads = new Map<string, Read>();
  const add = (read: Read) => {
    const key = JSON.stringify(read.path);
    if (!reads.get(key)?.decided) reads.set(key, read);
  };
  for (const origin of of) if (origin !== undefined) readsOf(origin).forEach(add);
  for (const origin of inVain) for (const read of readsOf(origin)) add({ ...read, decided: false });
  return { place: undefined, reads };
}

/** By what a function says of itself. A part of one argument is where the result stands. */
function looked(looks: ReturnType<NonNullable<GoFunc["looksAt"]>>, given: readonly Origin[]): Origin {
  const seen = looks.map(({ argument, keys = [], decided = true }) => ({
    origin: below(given[argument] ?? NOTHING, keys),
    decided,
  }));
  const [first, ...others] = seen.filter(({ decided }) => decided).map(({ origin }) => origin);
  const inVain = seen.filter(({ decided }) => !decided).map(({ origin }) => origin);
  if (first === undefined || others.length > 0) return made([first, ...others], inVain);
  return { place: first.place, reads: made([{ place: undefined, reads: first.reads }], inVain).reads };
}

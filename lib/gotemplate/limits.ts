/** What one execution may use. A template that a tenant wrote cannot hold up or fill the process of others. */
export interface Limits {
  /** Nodes executed, iterations and calls together. */
  readonly steps: number;
  /** Length of the output in UTF-16 units. */
  readonly output: number;
  /** Templates within templates. Go allows 100,000; the stack of JavaScript holds fewer. */
  readonly depth: number;
  /** Iterations of a single range. */
  readonly range: number;
  /** How long it may take, by the clock given; unlimited without one. */
  readonly milliseconds: number;
  /** Milliseconds from any origin, such as `() => performance.now()`. */
  readonly clock?: (() => number) | undefined;
}

export const DEFAULT_LIMITS: Limits = {
  steps: 10_000_000,
  output: 64 * 1024 * 1024,
  depth: 1_000,
  range: 1_000_000,
  milliseconds: Number.POSITIVE_INFINITY,
};

/** How deep a template's text may nest: parentheses within parentheses, and blocks within blocks. */
export const MAX_NESTING = 200;

/** Says which limit was reached; the executor adds the place. */
export class LimitReached extends Error {
  override readonly name: string = "LimitReached";
}

/** The limit is that of time. */
export class DeadlineReached extends LimitReached {
  override readonly name = "DeadlineReached";
}

/**
 * Steps between two looks at the clock; functions that are slow have one more before each call. A look takes up to
 * half a microsecond, and Istio's sidecar 250 steps and 150: with those at its beginning they are some 1 % of it.
 */
const CLOCK_EVERY = 128;

/** Counts what one execution uses, and throws {@link LimitReached} when it is too much. */
export class Limiter {
  private readonly limits: Limits;
  private readonly deadline: number;
  /** Asked with every piece of text, of limits that are made in different places. */
  private readonly maxOutput: number;
  private stepsLeft: number;
  private nextCheck: number;
  private depth = 0;

  constructor(limits: Limits) {
    this.limits = limits;
    this.maxOutput = limits.output;
    this.stepsLeft = limits.steps;
    this.deadline = (limits.clock?.() ?? 0) + limits.milliseconds;
    this.nextCheck = limits.clock === undefined ? Number.NEGATIVE_INFINITY : limits.steps - CLOCK_EVERY;
  }

  step(): void {
    if (--this.stepsLeft < 0) throw new LimitReached(`exceeded ${this.limits.steps} steps`);
    if (this.stepsLeft < this.nextCheck) this.checkClock();
  }

  output(length: number): void {
    if (length > this.maxOutput) {
      throw new LimitReached(`exceeded ${this.maxOutput} characters of output`);
    }
  }

  iterations(count: number | bigint): void {
    if (count > this.limits.range) {
      throw new LimitReached(`range over ${count} elements; at most ${this.limits.range} are allowed`);
    }
  }

  enterTemplate(): void {
    if (this.depth >= this.limits.depth) {
      throw new LimitReached(`exceeded maximum template depth (${this.limits.depth})`);
    }
    this.depth++;
  }

  leaveTemplate(): void {
    this.depth--;
  }

  /** @throws DeadlineReached */
  checkClock(): void {
    const { clock, milliseconds } = this.limits;
    if (clock === undefined) return;
    if (clock() > this.deadline) throw new DeadlineReached(`exceeded ${milliseconds} ms`);
    this.nextCheck = this.stepsLeft - CLOCK_EVERY;
  }
}

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

/** Steps between two looks at the clock. A look takes 40 ns; Istio's sidecar takes 250 steps and a third of a millisecond. */
const CLOCK_EVERY = 16;
/** Steps of which so many take longer than this, in milliseconds, are looked at one by one. */
const SLOW = 1;

/** Counts what one execution uses, and throws {@link LimitReached} when it is too much. */
export class Limiter {
  private readonly limits: Limits;
  private readonly deadline: number;
  private stepsLeft: number;
  private nextCheck: number;
  private lastCheck: number;
  private depth = 0;

  constructor(limits: Limits) {
    this.limits = limits;
    this.stepsLeft = limits.steps;
    this.nextCheck = limits.clock === undefined ? Number.NEGATIVE_INFINITY : limits.steps - CLOCK_EVERY;
    this.lastCheck = limits.clock?.() ?? 0;
    this.deadline = this.lastCheck + limits.milliseconds;
  }

  step(): void {
    if (--this.stepsLeft < 0) throw new LimitReached(`exceeded ${this.limits.steps} steps`);
    if (this.stepsLeft < this.nextCheck) this.checkClock();
  }

  output(length: number): void {
    if (length > this.limits.output) {
      throw new LimitReached(`exceeded ${this.limits.output} characters of output`);
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

  private checkClock(): void {
    const now = this.limits.clock?.() ?? 0;
    if (now > this.deadline) throw new DeadlineReached(`exceeded ${this.limits.milliseconds} ms`);
    this.nextCheck = this.stepsLeft - (now - this.lastCheck > SLOW ? 0 : CLOCK_EVERY);
    this.lastCheck = now;
  }
}

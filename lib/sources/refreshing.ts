import { SourceError } from "./errors.ts";
import type { PackedVersion } from "./last-resort.ts";
import type { Version, VersionedSource } from "./versioned.ts";

/** Milliseconds, all of them by the wall clock. */
export interface RefreshTimes {
  /** Younger than this, a configuration is served without a look at its source. */
  readonly ttl: number;
  /** Older than this, a request waits for the fetch … */
  readonly hardAge: number;
  /** … but no longer than this. */
  readonly patience: number;
  /** A fetch under way for longer than this is given up, and another started. */
  readonly fetchTimeout: number;
  /** After a failed fetch, the next one is not started before this has passed. */
  readonly retryAfter: number;
}

const REFRESH_TIMES: RefreshTimes = {
  ttl: 60_000,
  hardAge: 600_000,
  patience: 1_000,
  fetchTimeout: 3_000,
  retryAfter: 5_000,
};

/** Milliseconds after which a first version is checked as a whole: its first request has been answered by then. */
const VERIFY_AFTER = 50;

/** What became of a fetch; for logs and metrics. */
export type RefreshEvent =
  | { readonly type: "installed"; readonly source: string; readonly version: string }
  | { readonly type: "failed"; readonly source: string; readonly error: Error }
  /** Fetched well, and not usable: the template does not parse, … */
  | { readonly type: "rejected"; readonly source: string; readonly version: string; readonly error: Error }
  /** No version could be had since the start: what was packed beside the code at `packedAt` is in service. */
  | {
      readonly type: "last resort";
      readonly source: string;
      readonly version: string;
      readonly packedAt: number;
      readonly error: Error;
    };

/** A configuration in service. */
export interface InService<T> {
  readonly value: T;
  readonly version: string;
  /** When the source was asked that last confirmed this version, or offered one that had to be rejected (Date.now()). */
  readonly checkedAt: number;
  /** Why a newer one could not be had, while that is so. */
  readonly failure?: Error;
  /** When it was packed beside the code, where that is where it comes from: the last resort. */
  readonly packedAt?: number;
}

export interface RefreshingOptions<T> {
  readonly source: VersionedSource;
  /** Makes of a version what is served; called once for each version. */
  readonly compile: (version: Version) => T;
  /**
   * Throws for a version that `compile` let through and that is bad all the same. A version that would take the
   * place of another is checked before. The first one is checked after those who waited for it were answered,
   * and withdrawn if it is bad: what takes long to check does not hold up a start.
   */
  readonly verify?: (value: T) => void;
  /** Asked for once, where there has never been a good version and none can be had. */
  readonly lastResort?: (() => PackedVersion | undefined) | undefined;
  readonly times?: Partial<RefreshTimes>;
  readonly onEvent?: (event: RefreshEvent) => void;
  readonly now?: () => number;
}

interface Attempt {
  readonly startedAt: number;
  readonly abort: AbortController;
  /** Never rejects: how it went stands in the fields of {@link Refreshing}. */
  readonly done: Promise<void>;
  /** Whether a request has waited for it in vain. */
  awaited: boolean;
}

/**
 * Keeps the last good version of a configuration in service and looks for newer ones as requests come by.
 *
 * | age of what is in service | a request …                                                       |
 * |---------------------------|-------------------------------------------------------------------|
 * | below `ttl`               | gets it                                                           |
 * | below `hardAge`           | gets it, and starts a fetch that it does not wait for             |
 * | beyond                    | starts a fetch, waits `patience` for it, then gets the best there is |
 * | there is none             | waits for the fetch as long as it can itself, then gets the last resort, if any |
 *
 * There is one fetch at a time. Nothing here relies on a timer to go off or on a fetch to end: on Lambda the
 * process is frozen between requests, for hours, and a fetch under way with it. So every decision is made when
 * a request comes, by the wall clock, and a fetch that is too old by it is dropped, whatever it may still say.
 */
export class Refreshing<T> {
  readonly #source: VersionedSource;
  readonly #compile: (version: Version) => T;
  readonly #verify: (value: T) => void;
  readonly #times: RefreshTimes;
  readonly #onEvent: (event: RefreshEvent) => void;
  readonly #now: () => number;
  #lastResort: RefreshingOptions<T>["lastResort"];
  #inService: InService<T> | undefined;
  #attempt: Attempt | undefined;
  #failure: { readonly error: Error; readonly at: number } | undefined;
  #rejected: { readonly version: string; readonly error: Error } | undefined;

  constructor(options: RefreshingOptions<T>) {
    this.#source = options.source;
    this.#compile = options.compile;
    this.#verify = options.verify ?? (() => {});
    this.#times = { ...REFRESH_TIMES, ...options.times };
    this.#onEvent = options.onEvent ?? (() => {});
    this.#now = options.now ?? Date.now;
    this.#lastResort = options.lastResort;
  }

  /** What is in service now, without a look at the source. */
  peek(): InService<T> | undefined {
    return this.#inService;
  }

  /** Starts the first fetch, so that it is under way, or done, when the first request comes. */
  prefetch(): void {
    this.#refresh();
  }

  /**
   * The configuration to answer a request with.
   *
   * @param budget how long the request itself can wait, in milliseconds.
   * @throws SourceError `source-timeout`, or what the fetch threw, where there has never been a good version, and
   *   there is no last resort.
   */
  async get(budget = Number.POSITIVE_INFINITY): Promise<InService<T>> {
    const current = this.#inService;
    if (!current) return this.#first(budget);
    const age = this.#since(current.checkedAt);
    if (age < this.#times.ttl) return current;
    const attempt = this.#refresh();
    if (age < this.#times.hardAge || !attempt) return current;
    // One wait for each fetch: where the source hangs, the next requests are not held up as well.
    if (!attempt.awaited) await within(Math.min(budget, this.#times.patience), attempt.done);
    return this.#bestAfterWaiting(attempt);
  }

  /**
   * As {@link get}, for a request that found in it what may have changed since: what is older than `maxAge` is
   * fetched anew first, where that can be had within `patience`.
   */
  async getYounger(maxAge: number, budget = Number.POSITIVE_INFINITY): Promise<InService<T>> {
    const current = this.#inService;
    if (!current || this.#since(current.checkedAt) < maxAge) return this.get(budget);
    const attempt = this.#refresh();
    if (attempt) await within(Math.min(budget, this.#times.patience), attempt.done);
    return this.#best();
  }

  #bestAfterWaiting(attempt: Attempt): InService<T> {
    const best = this.#best();
    const wasAwaited = attempt.awaited;
    attempt.awaited = true;
    if (best.failure || this.#since(best.checkedAt) < this.#times.hardAge) return best;
    const failure = this.#timeout();
    if (!wasAwaited) this.#onEvent({ type: "failed", source: this.#source.name, error: failure });
    return { ...best, failure };
  }

  #timeout(): SourceError {
    return new SourceError("source-timeout", `${this.#source.name} did not answer in time`);
  }

  async #first(budget: number): Promise<InService<T>> {
    const attempt = this.#refresh(0);
    if (attempt) await within(Math.min(budget, this.#times.fetchTimeout), attempt.done);
    return this.#best();
  }

  /** A first version may have been withdrawn while a request waited for another. */
  #best(): InService<T> {
    return this.#inService ?? this.#resort(this.#failure?.error ?? this.#timeout());
  }

  /** @throws `error` where there is no last resort, or none that can be used. */
  #resort(error: Error): InService<T> {
    const ask = this.#lastResort;
    this.#lastResort = undefined;
    const { name: source } = this.#source;
    try {
      const packed = ask?.();
      if (!packed) throw error;
      const { id: version, packedAt } = packed;
      const value = this.#compile(packed);
      this.#verify(value);
      this.#inService = { value, version, checkedAt: packedAt, failure: error, packedAt };
      this.#onEvent({ type: "last resort", source, version, packedAt, error });
      return this.#inService;
    } catch (fault) {
      if (fault !== error)
        this.#onEvent({ type: "failed", source: `the last resort of ${source}`, error: fault as Error });
      throw error;
    }
  }

  /** The fetch under way, or a new one; undefined where the last failure is too fresh to try again. */
  #refresh(retryAfter = this.#times.retryAfter): Attempt | undefined {
    if (this.#attempt && this.#since(this.#attempt.startedAt) > this.#times.fetchTimeout) this.#giveUp();
    if (this.#attempt) return this.#attempt;
    if (this.#failure && this.#since(this.#failure.at) < retryAfter) return undefined;
    const abort = new AbortController();
    const attempt: Attempt = {
      startedAt: this.#now(),
      abort,
      done: this.#fetch(abort.signal),
      awaited: false,
    };
    this.#attempt = attempt;
    return attempt;
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    // What the source held when it was asked: a version that came into it meanwhile may not be in the answer.
    const askedAt = this.#now();
    try {
      const version = await this.#source.fetch(signal);
      if (!signal.aborted) this.#install(version, askedAt);
    } catch (error) {
      if (!signal.aborted) this.#fail(error as Error);
    } finally {
      if (!signal.aborted) this.#attempt = undefined;
    }
  }

  #giveUp(): void {
    this.#attempt?.abort.abort();
    this.#attempt = undefined;
  }

  #install(version: Version, askedAt: number): void {
    const isServed = version.id === this.#inService?.version && this.#inService.packedAt === undefined;
    if (!isServed && version.id !== this.#rejected?.version) this.#compileVersion(version);
    const failure = version.id === this.#rejected?.version ? this.#rejected.error : undefined;
    this.#failure = failure && { error: failure, at: this.#now() };
    if (this.#inService) this.#confirm(askedAt, failure);
  }

  #compileVersion(version: Version): void {
    const { name } = this.#source;
    try {
      const value = this.#compile(version);
      if (this.#inService) this.#verify(value);
      else setTimeout(() => this.#verifyFirst(value, version), VERIFY_AFTER).unref();
      this.#inService = { value, version: version.id, checkedAt: this.#now() };
      this.#onEvent({ type: "installed", source: name, version: version.id });
    } catch (error) {
      this.#reject(version, error as Error);
    }
  }

  /** Not where another has taken its place since: on Lambda the timer may have been frozen for hours. */
  #verifyFirst(value: T, version: Version): void {
    if (this.#inService?.version !== version.id) return;
    try {
      this.#verify(value);
    } catch (error) {
      this.#reject(version, error as Error);
      this.#inService = undefined;
      this.#failure = { error: error as Error, at: this.#now() };
    }
  }

  #reject(version: Version, error: Error): void {
    this.#rejected = { version: version.id, error };
    this.#onEvent({ type: "rejected", source: this.#source.name, version: version.id, error });
  }

  #fail(error: Error): void {
    this.#failure = { error, at: this.#now() };
    if (this.#inService) this.#confirm(this.#inService.checkedAt, error);
    this.#onEvent({ type: "failed", source: this.#source.name, error });
  }

  #confirm(checkedAt: number, failure: Error | undefined): void {
    const { value, version, packedAt } = this.#inService as InService<T>;
    this.#inService = {
      value,
      version,
      checkedAt,
      ...(failure && { failure }),
      ...(packedAt !== undefined && { packedAt }),
    };
  }

  /** The clock may jump either way; a time in the future is as far from now as one in the past. */
  #since(then: number): number {
    return Math.abs(this.#now() - then);
  }
}

/** Waits for `done`, but no longer than `milliseconds`. */
async function within(milliseconds: number, done: Promise<void>): Promise<void> {
  if (milliseconds === Number.POSITIVE_INFINITY) return done;
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds));
  });
  await Promise.race([done, time]);
  clearTimeout(timer);
}

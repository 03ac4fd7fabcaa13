import type { ServedInjector } from "../../handler/service.ts";
import { compileMutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import { describeWithPlace } from "../fail.ts";
import { type InjectorOptions, readInjector } from "../injector-options.ts";

/** The injector that local files make up, and keeps the last good one when they go bad. */
export class LocalInjector {
  readonly #options: InjectorOptions;
  #served: ServedInjector;
  #source: MutatorSource;
  #reloading: Promise<unknown> = Promise.resolve();

  private constructor(options: InjectorOptions, { served, source }: Compiled) {
    this.#options = options;
    this.#served = served;
    this.#source = source;
  }

  /** @throws what is wrong with the files: there is nothing to serve without them. */
  static async load(options: InjectorOptions): Promise<LocalInjector> {
    return new LocalInjector(options, await compile(options));
  }

  get served(): ServedInjector {
    return this.#served;
  }

  /** What {@link served} was compiled from. */
  get source(): MutatorSource {
    return this.#source;
  }

  /** Reads the files again, one call after another. @returns what came of it, for people */
  reload(): Promise<string> {
    const next = this.#reloading.then(() => this.#reload());
    this.#reloading = next;
    return next;
  }

  async #reload(): Promise<string> {
    try {
      const next = await compile(this.#options);
      const { version: now } = next.served;
      const isNew = now !== this.#served.version;
      this.#served = next.served;
      this.#source = next.source;
      return isNew ? `configuration ${now} is in service` : "the configuration is as it was";
    } catch (error) {
      const { injector, version, checkedAt } = this.#served;
      this.#served = { injector, version, checkedAt, failure: error as Error };
      return `configuration ${version} stays in service, since the new one is bad:\n${describeWithPlace(error as Error)}`;
    }
  }
}

interface Compiled {
  readonly served: ServedInjector;
  readonly source: MutatorSource;
}

async function compile(options: InjectorOptions): Promise<Compiled> {
  const { source, version } = await readInjector(options);
  return { served: { injector: compileMutator(source), version, checkedAt: Date.now() }, source };
}

import type { ServedInjector } from "../../handler/service.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { describeWithPlace } from "../fail.ts";
import { type InjectorOptions, readInjector } from "../injector-options.ts";

/** The injector that local files make up, and keeps the last good one when they go bad. */
export class LocalInjector {
  readonly #options: InjectorOptions;
  #served: ServedInjector;
  #reloading: Promise<unknown> = Promise.resolve();

  private constructor(options: InjectorOptions, served: ServedInjector) {
    this.#options = options;
    this.#served = served;
  }

  /** @throws what is wrong with the files: there is nothing to serve without them. */
  static async load(options: InjectorOptions): Promise<LocalInjector> {
    return new LocalInjector(options, await compile(options));
  }

  get served(): ServedInjector {
    return this.#served;
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
      const isNew = next.version !== this.#served.version;
      this.#served = next;
      return isNew ? `configuration ${next.version} is in service` : "the configuration is as it was";
    } catch (error) {
      const { injector, version, checkedAt } = this.#served;
      this.#served = { injector, version, checkedAt, failure: error as Error };
      return `configuration ${version} stays in service, since the new one is bad:\n${describeWithPlace(error as Error)}`;
    }
  }
}

async function compile(options: InjectorOptions): Promise<ServedInjector> {
  const { source, version } = await readInjector(options);
  return { injector: compileMutator(source), version, checkedAt: Date.now() };
}

import { checkDefaultTemplates } from "../injection/templates.ts";
import { compileMutator, type Mutator, type MutatorSource } from "../rules/mutator.ts";
import { loadInjectorSource } from "../sources/injector-source.ts";
import type { PackedVersion } from "../sources/last-resort.ts";
import { Refreshing, type RefreshingOptions } from "../sources/refreshing.ts";
import type { VersionedSource } from "../sources/versioned.ts";
import { BoundedCache } from "./bounded-cache.ts";
import { changesKey, sourceForCluster } from "./cluster-source.ts";
import type { Cluster, InjectorChoice } from "./registry.ts";

/** An injector, ready for a cluster's pods. */
export interface PooledInjector {
  readonly injector: Mutator;
  /** Of the injector's secret. */
  readonly version: string;
  /** When its source was last seen to hold this version (milliseconds, Date.now()). */
  readonly checkedAt: number;
  /** Why a newer version is not in service, where that is so. */
  readonly failure?: Error;
  /** When it was packed beside the code, where no version of the secret could be had. */
  readonly packedAt?: number;
}

interface Common {
  readonly source: MutatorSource;
  readonly injector: Mutator;
}

/** A cluster changes no template, so it is enough to check those of the secret. */
const LATER = { checkTemplates: false };

export interface PoolOptions extends Pick<RefreshingOptions<Common>, "times" | "onEvent" | "now"> {
  /** Where an injector comes from. */
  readonly sourceOf: (choice: InjectorChoice) => VersionedSource;
  /** What to do with where that has never given a usable version. */
  readonly lastResortOf?: ((choice: InjectorChoice) => PackedVersion | undefined) | undefined;
  /** The most injectors compiled for clusters that are kept; one of Istio's takes about 3 MB. */
  readonly limit?: number;
}

/**
 * The injectors of all clusters: each secret is kept fresh once, however many clusters use it, and one
 * injector is compiled for each distinct (version, change that a cluster makes to it).
 */
export class InjectorPool {
  readonly #options: PoolOptions;
  readonly #common: BoundedCache<string, Refreshing<Common>>;
  readonly #compiled: BoundedCache<string, PooledInjector>;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#common = new BoundedCache(options.limit ?? 32);
    this.#compiled = new BoundedCache(options.limit ?? 32);
  }

  /**
   * @param budget how long the call can wait, in milliseconds.
   * @throws where the injector has never been had in a usable version, or the cluster's changes make it unusable.
   */
  async get(choice: InjectorChoice, cluster: Cluster, budget?: number): Promise<PooledInjector> {
    const { value, ...state } = await this.#commonOf(choice).get(budget);
    const common: PooledInjector = { ...state, injector: value.injector };
    const changes = changesKey(cluster);
    if (changes === "") return common;

    const key = `${choice.injector}@${choice.stage} ${changes}`;
    const last = this.#compiled.get(key);
    if (last?.version === common.version)
      return { ...common, injector: last.injector, ...(last.failure && { failure: last.failure }) };
    const next = this.#compile(common, value.source, cluster, last);
    this.#compiled.set(key, next);
    return next;
  }

  /** A version that is good by itself may be bad with a cluster's changes: then the cluster keeps its last good one. */
  #compile(
    common: PooledInjector,
    source: MutatorSource,
    cluster: Cluster,
    last: PooledInjector | undefined,
  ): PooledInjector {
    try {
      return { ...common, injector: compileMutator(sourceForCluster(source, cluster), LATER) };
    } catch (error) {
      if (last === undefined) throw error;
      return { ...common, injector: last.injector, failure: error as Error };
    }
  }

  #commonOf(choice: InjectorChoice): Refreshing<Common> {
    const key = `${choice.injector}@${choice.stage}`;
    const known = this.#common.get(key);
    if (known !== undefined) return known;
    const { sourceOf, lastResortOf, times, onEvent, now } = this.#options;
    const fresh = new Refreshing<Common>({
      source: sourceOf(choice),
      compile: ({ content }) => {
        const source = loadInjectorSource(content);
        const injector = compileMutator(source, LATER);
        // One that most pods would be refused by is no version at all: another, or the last resort, serves in its place.
        if (injector.istio) checkDefaultTemplates(injector.istio);
        return { source, injector };
      },
      verify: ({ injector }) => injector.istio?.templates.check(),
      lastResort: lastResortOf && (() => lastResortOf(choice)),
      ...(times && { times }),
      ...(onEvent && { onEvent }),
      ...(now && { now }),
    });
    this.#common.set(key, fresh);
    return fresh;
  }
}

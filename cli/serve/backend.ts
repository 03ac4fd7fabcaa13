import type { Router, ServedInjector } from "../../handler/service.ts";
import type { Registry } from "../../lib/clusters/registry.ts";
import type { MutatorSource } from "../../lib/rules/mutator.ts";
import type { RefreshEvent } from "../../lib/sources/refreshing.ts";

/** What the local server answers by: files, or the secrets of a stage. */
export interface Backend {
  /** For people: "your injector", "secret remora/dev/injector". */
  readonly name: string;
  readonly route: Router;
  /** The injector in service, for who calls without a cluster of the registry. */
  current(): Promise<Current>;
  /** Undefined where there is none, and everybody is answered. */
  registry(): Promise<Registry | undefined>;
  /** Looks for changes until the function that it gives is called, and tells of them. */
  follow(tell: (text: string) => void): () => void;
}

export interface Current {
  readonly served: ServedInjector;
  /** What it was compiled from. */
  readonly source: MutatorSource;
}

export type TellRefresh = (event: RefreshEvent) => void;

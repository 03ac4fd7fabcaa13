import { parse } from "yaml";
import { decompress } from "../sources/decompress.ts";
import { Refreshing, type RefreshingOptions } from "../sources/refreshing.ts";
import type { Version, VersionedSource } from "../sources/versioned.ts";
import { type Cluster, checkRegistry, type Registry, shardOf } from "./registry.ts";

/** Finds a cluster's entry by its name. */
export interface ClusterDirectory {
  /**
   * @param budget how long the call can wait, in milliseconds.
   * @throws SourceError or ClustersError where the registry has never been readable.
   */
  lookup(name: string, budget?: number): Promise<Cluster | undefined>;
  /**
   * As {@link lookup}, for a call that would be refused: a cluster or a token that was added a moment ago counts.
   * The registry is asked at most once in {@link REFUSAL_STANDS} for that, however many are refused.
   */
  lookupAgain(name: string, budget?: number): Promise<Cluster | undefined>;
}

/**
 * Milliseconds for which a refusal stands on what was known: for as long, a token that was just written may be refused.
 * Somebody who sends bad tokens makes an instance ask Secrets Manager for a part of the registry once a second at
 * most, and never more often than they call.
 */
export const REFUSAL_STANDS = 1_000;

type Options = Pick<RefreshingOptions<Registry>, "lastResort" | "times" | "onEvent" | "now">;

/** A registry in one place, such as a local file. */
export function directoryOf(source: VersionedSource, options: Options = {}): ClusterDirectory {
  const registry = new Refreshing({ source, compile: readRegistry, ...options });
  return {
    async lookup(name, budget) {
      return (await registry.get(budget)).value.clusters.get(name);
    },
    async lookupAgain(name, budget) {
      return (await registry.getYounger(REFUSAL_STANDS, budget)).value.clusters.get(name);
    },
  };
}

/**
 * A registry spread over secrets, of which a look-up reads the one that its name leads to (see {@link shardOf}).
 * A secret that does not exist holds no clusters.
 */
export function shardedDirectory(
  sourceOf: (shard: string) => VersionedSource,
  options: Options = {},
): ClusterDirectory {
  const shards = new Map<string, ClusterDirectory>();
  const shardWith = (name: string): ClusterDirectory => {
    const shard = shardOf(name);
    const known = shards.get(shard) ?? directoryOf(emptyWhereMissing(sourceOf(shard)), options);
    shards.set(shard, known);
    return known;
  };
  return {
    lookup: (name, budget) => shardWith(name).lookup(name, budget),
    lookupAgain: (name, budget) => shardWith(name).lookupAgain(name, budget),
  };
}

/** @throws SourceError `source-corrupt`, `source-too-big`; ClustersError `registry-invalid`. */
export function readRegistry({ content }: Pick<Version, "content">): Registry {
  return checkRegistry(parseText(decompress(content)));
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parse(text, { maxAliasCount: 100 });
  }
}

function emptyWhereMissing(source: VersionedSource): VersionedSource {
  return {
    name: source.name,
    async fetch(signal) {
      try {
        return await source.fetch(signal);
      } catch (error) {
        if ((error as Error).name === "ResourceNotFoundException") return { id: "missing", content: "{}" };
        throw error;
      }
    },
  };
}

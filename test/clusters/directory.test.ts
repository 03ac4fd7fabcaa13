import { describe, expect, test } from "@jest/globals";
import { directoryOf, REFUSAL_STANDS, shardedDirectory } from "../../lib/clusters/directory.ts";
import { shardOf } from "../../lib/clusters/registry.ts";
import { hashToken } from "../../lib/clusters/token.ts";
import type { VersionedSource } from "../../lib/sources/versioned.ts";

const entry = { identity: { tokens: [hashToken("a".repeat(52))] } };
const registry = (...names: string[]) =>
  JSON.stringify({ clusters: Object.fromEntries(names.map((name) => [name, entry])) });

/** A registry that the test changes under the directory, and a clock that it moves. */
function bench(content: string) {
  const state = { content, fetches: 0, time: 1_000_000 };
  const source: VersionedSource = {
    name: "secret clusters",
    async fetch() {
      state.fetches++;
      return { id: state.content, content: state.content };
    },
  };
  return { state, source, options: { now: () => state.time } };
}

describe("a cluster that was added a moment ago", () => {
  test("is not known to a look-up that may be a minute old, and known to the second", async () => {
    const { state, source, options } = bench(registry("a"));
    const directory = directoryOf(source, options);
    expect(await directory.lookup("b")).toBeUndefined();
    state.content = registry("a", "b");
    state.time += REFUSAL_STANDS;
    expect(await directory.lookup("b")).toBeUndefined();
    expect(await directory.lookupAgain("b")).toMatchObject(entry);
  });

  test("is known a second later, though a bad call made the registry be read just before, and slowly", async () => {
    const { state, source, options } = bench(registry("a"));
    const slow = {
      ...source,
      async fetch(signal: AbortSignal) {
        const answer = await source.fetch(signal);
        state.content = registry("a", "b");
        state.time += 500;
        return answer;
      },
    };
    const directory = directoryOf(slow, options);
    expect(await directory.lookupAgain("b")).toBeUndefined();
    state.time += REFUSAL_STANDS - 500;
    expect(await directory.lookupAgain("b")).toMatchObject(entry);
  });

  test("cannot be made the reason for a storm of fetches", async () => {
    const { state, source, options } = bench(registry("a"));
    const directory = directoryOf(source, options);
    await directory.lookup("b");
    state.time += REFUSAL_STANDS;
    for (let i = 0; i < 100; i++) await directory.lookupAgain(`guess-${i}`);
    expect(state.fetches).toBe(2);
  });
});

describe("a registry spread over secrets", () => {
  test("reads only the secret that a name leads to", async () => {
    const asked: string[] = [];
    const directory = shardedDirectory((shard) => {
      asked.push(shard);
      return bench(registry("prod-1")).source;
    });
    expect(await directory.lookup("prod-1")).toMatchObject(entry);
    expect(await directory.lookupAgain("prod-1")).toMatchObject(entry);
    expect(asked).toEqual([shardOf("prod-1")]);
  });

  test("takes a secret that does not exist for one without clusters", async () => {
    const missing: VersionedSource = {
      name: "secret",
      fetch: () => Promise.reject(Object.assign(new Error("no"), { name: "ResourceNotFoundException" })),
    };
    expect(await shardedDirectory(() => missing).lookup("prod-1")).toBeUndefined();
  });
});

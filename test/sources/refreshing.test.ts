import { describe, expect, test } from "@jest/globals";
import type { PackedVersion } from "../../lib/sources/last-resort.ts";
import { type RefreshEvent, Refreshing } from "../../lib/sources/refreshing.ts";
import type { Version, VersionedSource } from "../../lib/sources/versioned.ts";

interface BenchOptions {
  readonly lastResort?: () => PackedVersion | undefined;
  readonly patience?: number;
}

/** A source whose answers the test gives, in its own time, and a clock that the test moves. */
class Bench implements VersionedSource {
  readonly name = "secret s";
  readonly fetches: {
    resolve: (version: Version) => void;
    reject: (error: Error) => void;
    signal: AbortSignal;
  }[] = [];
  readonly events: RefreshEvent[] = [];
  readonly compiled: string[] = [];
  time = 1_000_000;
  readonly refreshing: Refreshing<string>;

  constructor({ lastResort, patience = 20 }: BenchOptions = {}) {
    this.refreshing = new Refreshing<string>({
      lastResort,
      source: this,
      compile: ({ id, content }) => {
        this.compiled.push(id);
        if (content === "bad") throw new Error(`${id} does not parse`);
        return content === "bad inside" ? `bad ${id}` : `compiled ${id}`;
      },
      verify: (value) => {
        if (value.startsWith("bad")) throw new Error(`${value} inside`);
      },
      // The only real timer is the wait for a fetch; a test that meets it waits for this long.
      times: { patience, fetchTimeout: 3_000 },
      onEvent: (event) => this.events.push(event),
      now: () => this.time,
    });
  }

  fetch(signal: AbortSignal): Promise<Version> {
    return new Promise((resolve, reject) => this.fetches.push({ resolve, reject, signal }));
  }

  /** Answers the n-th fetch and lets its consequences happen. */
  async answer(n: number, id: string, content = "good"): Promise<void> {
    this.fetches[n]?.resolve({ id, content });
    await settled();
  }

  async fail(n: number, message: string): Promise<void> {
    this.fetches[n]?.reject(new Error(message));
    await settled();
  }

  /** A bench that serves v1, confirmed just now. */
  static async serving(): Promise<Bench> {
    const bench = new Bench();
    bench.refreshing.prefetch();
    await bench.answer(0, "v1");
    return bench;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the first configuration", () => {
  test("is prefetched, and the first request finds it there", async () => {
    const bench = await Bench.serving();
    expect(await bench.refreshing.get()).toMatchObject({ value: "compiled v1", version: "v1" });
    expect(bench.fetches).toHaveLength(1);
  });

  test("is waited for by all requests together, with one fetch", async () => {
    const bench = new Bench();
    const requests = [1, 2, 3].map(() => bench.refreshing.get());
    await bench.answer(0, "v1");
    expect((await Promise.all(requests)).map(({ version }) => version)).toEqual(["v1", "v1", "v1"]);
    expect(bench.fetches).toHaveLength(1);
  });

  test("that cannot be fetched is the request's error, and the next request tries again", async () => {
    const bench = new Bench();
    const first = bench.refreshing.get();
    first.catch(() => {});
    await bench.fail(0, "no such secret");
    await expect(first).rejects.toThrow("no such secret");
    const second = bench.refreshing.get();
    await bench.answer(1, "v1");
    expect(await second).toMatchObject({ version: "v1" });
  });

  test("that does not compile is the request's error, and is not compiled again", async () => {
    const bench = new Bench();
    for (const n of [0, 1]) {
      const request = bench.refreshing.get();
      request.catch(() => {});
      await bench.answer(n, "v1", "bad");
      await expect(request).rejects.toThrow("v1 does not parse");
    }
    expect(bench.compiled).toEqual(["v1"]);
  });

  test("is waited for no longer than the request can", async () => {
    const bench = new Bench();
    await expect(bench.refreshing.get(5)).rejects.toMatchObject({ code: "source-timeout" });
  });
});

describe("what takes long to check", () => {
  test("is checked after the first request was answered, and then withdrawn", async () => {
    const bench = new Bench();
    const first = bench.refreshing.get();
    bench.fetches[0]?.resolve({ id: "v1", content: "bad inside" });
    expect((await first).value).toBe("bad v1");
    while (bench.events.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(bench.refreshing.peek()).toBeUndefined();
    expect(bench.events.map(({ type }) => type)).toEqual(["installed", "rejected"]);

    const second = expect(bench.refreshing.get()).rejects.toThrow("bad v1 inside");
    await bench.answer(1, "v1", "bad inside");
    await second;
    const third = bench.refreshing.get();
    await bench.answer(2, "v2");
    expect(await third).toMatchObject({ value: "compiled v2" });
    expect(bench.compiled).toEqual(["v1", "v2"]);
  });

  test.each([
    ["that is old", (bench: Bench) => bench.refreshing.get()],
    ["that may have changed", (bench: Bench) => bench.refreshing.getYounger(1_000)],
  ])("and is withdrawn while a request waits for a newer one than that %s, is its error", async (_, ask) => {
    const bench = new Bench({ patience: 2_000 });
    bench.refreshing.prefetch();
    await bench.answer(0, "v1", "bad inside");
    bench.time += 600_000;
    const waiting = ask(bench);
    const refused = expect(waiting).rejects.toThrow("bad v1 inside");
    while (bench.refreshing.peek()) await new Promise((resolve) => setTimeout(resolve, 5));
    await bench.answer(1, "v1", "bad inside");
    await refused;
  });

  test("is not checked any more where another has taken its place", async () => {
    const bench = new Bench();
    bench.refreshing.prefetch();
    await bench.answer(0, "v1", "bad inside");
    bench.time += 60_000;
    await bench.refreshing.get();
    await bench.answer(1, "v2");
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(bench.events.map(({ type }) => type)).toEqual(["installed", "installed"]);
    expect((await bench.refreshing.get()).failure).toBeUndefined();
  });

  test("is checked before it takes the place of another", async () => {
    const bench = await Bench.serving();
    bench.time += 600_000;
    const waiting = bench.refreshing.get();
    await bench.answer(1, "v2", "bad inside");
    expect(await waiting).toMatchObject({ value: "compiled v1", failure: { message: "bad v2 inside" } });
  });

  test("is checked at once in a last resort", async () => {
    const bench = new Bench({ lastResort: () => ({ id: "packed", content: "bad inside", packedAt: 1 }) });
    const refused = expect(bench.refreshing.get()).rejects.toThrow("no way there");
    await bench.fail(0, "no way there");
    await refused;
  });
});

describe("by age, a request", () => {
  test("younger than the TTL asks nobody", async () => {
    const bench = await Bench.serving();
    bench.time += 59_999;
    await bench.refreshing.get();
    expect(bench.fetches).toHaveLength(1);
  });

  test("past the TTL is answered at once while one fetch goes on behind it", async () => {
    const bench = await Bench.serving();
    bench.time += 60_000;
    expect(await bench.refreshing.get()).toMatchObject({ version: "v1" });
    expect(await bench.refreshing.get()).toMatchObject({ version: "v1" });
    expect(bench.fetches).toHaveLength(2);
    await bench.answer(1, "v2");
    expect(await bench.refreshing.get()).toMatchObject({ value: "compiled v2", version: "v2" });
  });

  test("past the TTL with the same VersionId compiles nothing and starts a new TTL", async () => {
    const bench = await Bench.serving();
    bench.time += 60_000;
    await bench.refreshing.get();
    await bench.answer(1, "v1");
    bench.time += 59_000;
    await bench.refreshing.get();
    expect(bench.compiled).toEqual(["v1"]);
    expect(bench.fetches).toHaveLength(2);
  });

  test("past the hard age waits for the fetch", async () => {
    const bench = await Bench.serving();
    bench.time += 600_000;
    const request = bench.refreshing.get();
    await bench.answer(1, "v2");
    expect(await request).toMatchObject({ version: "v2" });
  });

  test("past the hard age gets the last good one with a reason where the fetch takes too long", async () => {
    const bench = await Bench.serving();
    bench.time += 600_000;
    const stale = await bench.refreshing.get();
    expect(stale).toMatchObject({ version: "v1", failure: { code: "source-timeout" } });
    expect(bench.events.map(({ type }) => type)).toEqual(["installed", "failed"]);
    // The fetch goes on; its answer counts, and nobody waits for it a second time.
    expect(await bench.refreshing.get()).toMatchObject({
      version: "v1",
      failure: { code: "source-timeout" },
    });
    await bench.answer(1, "v2");
    const fresh = await bench.refreshing.get();
    expect(fresh).toMatchObject({ version: "v2" });
    expect(fresh.failure).toBeUndefined();
  });
});

describe("a process that was frozen", () => {
  test("drops the fetch that was under way and starts another", async () => {
    const bench = await Bench.serving();
    bench.time += 60_000;
    await bench.refreshing.get();
    bench.time += 3 * 3_600_000;
    const request = bench.refreshing.get();
    expect(bench.fetches[1]?.signal.aborted).toBe(true);
    await bench.answer(2, "v3");
    expect(await request).toMatchObject({ version: "v3" });
  });

  test("does not believe what the dropped fetch says after all", async () => {
    const bench = await Bench.serving();
    bench.time += 60_000;
    await bench.refreshing.get();
    bench.time += 3 * 3_600_000;
    const request = bench.refreshing.get();
    await bench.answer(2, "v3");
    await bench.answer(1, "v2");
    expect(await request).toMatchObject({ version: "v3" });
    expect(await bench.refreshing.get()).toMatchObject({ version: "v3" });
    expect(bench.compiled).toEqual(["v1", "v3"]);
  });

  test("before the first configuration came starts again too", async () => {
    const bench = new Bench();
    bench.refreshing.prefetch();
    bench.time += 3_600_000;
    const request = bench.refreshing.get();
    await bench.answer(1, "v1");
    expect(await request).toMatchObject({ version: "v1" });
  });

  test("whose clock was set back does not serve an old configuration for ever", async () => {
    const bench = await Bench.serving();
    bench.time -= 7_200_000;
    const request = bench.refreshing.get();
    await bench.answer(1, "v2");
    expect(await request).toMatchObject({ version: "v2" });
  });
});

describe("a refresh that fails", () => {
  test("keeps the last good one in service, says so, and waits before it tries again", async () => {
    const bench = await Bench.serving();
    bench.time += 60_000;
    await bench.refreshing.get();
    await bench.fail(1, "throttled");
    expect(await bench.refreshing.get()).toMatchObject({ version: "v1", failure: { message: "throttled" } });
    expect(bench.fetches).toHaveLength(2);
    bench.time += 5_000;
    await bench.refreshing.get();
    await bench.answer(2, "v1");
    expect((await bench.refreshing.get()).failure).toBeUndefined();
    expect(bench.events.map(({ type }) => type)).toEqual(["installed", "failed"]);
  });

  test("past the hard age does not hold up the requests that come before the next try", async () => {
    const bench = await Bench.serving();
    bench.time += 600_000;
    const request = bench.refreshing.get();
    await bench.fail(1, "refused");
    expect(await request).toMatchObject({ version: "v1", failure: { message: "refused" } });
    bench.time += 1_000;
    expect(await bench.refreshing.get()).toMatchObject({ version: "v1" });
    expect(bench.fetches).toHaveLength(2);
  });

  test("because the new version is bad keeps the last good one, and compiles the bad one once", async () => {
    const bench = await Bench.serving();
    for (const n of [1, 2]) {
      bench.time += 60_000;
      await bench.refreshing.get();
      await bench.answer(n, "v2", "bad");
      const { version, failure } = await bench.refreshing.get();
      expect({ version, failure: failure?.message }).toEqual({ version: "v1", failure: "v2 does not parse" });
    }
    expect(bench.compiled).toEqual(["v1", "v2"]);
    expect(bench.events.map(({ type }) => type)).toEqual(["installed", "rejected"]);
  });

  test("because the new version is bad is over when a third one, or the first again, is good", async () => {
    const bench = await Bench.serving();
    for (const [n, id, content] of [
      [1, "v2", "bad"],
      [2, "v1", "good"],
    ] as const) {
      bench.time += 60_000;
      await bench.refreshing.get();
      await bench.answer(n, id, content);
    }
    const served = await bench.refreshing.get();
    expect(served.version).toBe("v1");
    expect(served.failure).toBeUndefined();
    expect(bench.compiled).toEqual(["v1", "v2"]);
  });
});

describe("the last resort", () => {
  const packed = { id: "v0", content: "good", packedAt: 500_000 };

  test("is not asked for while the first configuration can be had", async () => {
    const bench = new Bench({
      lastResort: () => {
        throw new Error("asked for");
      },
    });
    const first = bench.refreshing.get();
    await bench.answer(0, "v1");
    expect(await first).toMatchObject({ version: "v1" });
    expect(bench.events.map(({ type }) => type)).toEqual(["installed"]);
  });

  test("serves where the first fetch fails, with the reason, and says so once", async () => {
    const bench = new Bench({ lastResort: () => packed });
    const first = [bench.refreshing.get(), bench.refreshing.get()];
    await bench.fail(0, "out of order");
    for (const served of await Promise.all(first)) {
      expect(served).toMatchObject({
        value: "compiled v0",
        version: "v0",
        packedAt: 500_000,
        checkedAt: 500_000,
      });
      expect(served.failure?.message).toBe("out of order");
    }
    expect(bench.events.map(({ type }) => type)).toEqual(["failed", "last resort"]);
    expect(bench.compiled).toEqual(["v0"]);
  });

  test("serves where the first version does not compile, and where the source does not answer in time", async () => {
    const bad = new Bench({ lastResort: () => packed });
    const first = bad.refreshing.get();
    await bad.answer(0, "v1", "bad");
    expect(await first).toMatchObject({ version: "v0", packedAt: 500_000 });
    const silent = new Bench({ lastResort: () => packed });
    expect(await silent.refreshing.get(10)).toMatchObject({ version: "v0", packedAt: 500_000 });
  });

  test("holds up one request with each fetch, and gives way to the first good version, of the same id too", async () => {
    const bench = new Bench({ lastResort: () => packed });
    const first = bench.refreshing.get();
    await bench.fail(0, "out of order");
    await first;
    bench.time += 5_000;
    expect(await bench.refreshing.get()).toMatchObject({ packedAt: 500_000 });
    expect(await bench.refreshing.get()).toMatchObject({ packedAt: 500_000 });
    expect(bench.fetches).toHaveLength(2);
    await bench.answer(1, "v0");
    const served = await bench.refreshing.get();
    expect(served).toEqual({ value: "compiled v0", version: "v0", checkedAt: bench.time });
    expect(bench.events.map(({ type }) => type)).toEqual(["failed", "last resort", "installed"]);
  });

  test("is never used once there was a good version", async () => {
    const bench = new Bench({ lastResort: () => packed });
    const first = bench.refreshing.get();
    await bench.answer(0, "v1");
    await first;
    for (const n of [1, 2, 3]) {
      bench.time += 86_400_000;
      const request = bench.refreshing.get();
      await bench.fail(n, "out of order");
      expect((await request).version).toBe("v1");
    }
    expect(bench.compiled).toEqual(["v1"]);
  });

  test.each([
    ["does not compile", () => ({ ...packed, content: "bad" }), "v0 does not parse"],
    ["cannot be read", () => raise("no such file"), "no such file"],
  ])(
    "that %s is no resort: the request's error is the fetch's, and it is not tried again",
    async (_, ask, message) => {
      const bench = new Bench({ lastResort: ask });
      for (const n of [0, 1]) {
        const request = bench.refreshing.get();
        request.catch(() => {});
        await bench.fail(n, "out of order");
        await expect(request).rejects.toThrow("out of order");
      }
      const failures = bench.events.filter(({ source }) => source === "the last resort of secret s");
      expect(failures).toMatchObject([{ type: "failed", error: { message } }]);
    },
  );

  test("that has nothing for this configuration changes nothing", async () => {
    const bench = new Bench({ lastResort: () => undefined });
    const request = bench.refreshing.get();
    request.catch(() => {});
    await bench.fail(0, "out of order");
    await expect(request).rejects.toThrow("out of order");
    expect(bench.events.map(({ type }) => type)).toEqual(["failed"]);
  });
});

function raise(message: string): never {
  throw new Error(message);
}

describe("a request that asks for something younger", () => {
  test("gets what was confirmed a moment ago without a fetch", async () => {
    const bench = await Bench.serving();
    bench.time += 4_000;
    expect(await bench.refreshing.getYounger(5_000)).toMatchObject({ version: "v1" });
    expect(bench.fetches).toHaveLength(1);
  });

  test("waits for a fetch that it shares with all others", async () => {
    const bench = await Bench.serving();
    bench.time += 6_000;
    const asked = [bench.refreshing.getYounger(5_000), bench.refreshing.getYounger(5_000)];
    await bench.answer(1, "v2");
    expect(await Promise.all(asked)).toMatchObject([{ version: "v2" }, { version: "v2" }]);
    expect(bench.fetches).toHaveLength(2);
  });

  test("waits no longer than patience, and gets what there is", async () => {
    const bench = await Bench.serving();
    bench.time += 6_000;
    expect(await bench.refreshing.getYounger(5_000)).toMatchObject({ version: "v1" });
  });
});

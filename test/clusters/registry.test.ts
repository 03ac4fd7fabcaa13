import { describe, expect, test } from "@jest/globals";
import { checkRegistry, SHARDS, shardOf } from "../../lib/clusters/registry.ts";

const hash = `sha256:${"0".repeat(64)}`;
const proven = { identity: { tokens: [hash] } };

describe("a registry that cannot be used says what is wrong and where", () => {
  const cases: [string, unknown, string][] = [
    ["a misspelt key", { clusters: { c: { ...proven, netwrok: "n" } } }, "clusters.c.netwrok"],
    ["a cluster's name that no path can hold", { clusters: { Prod: proven } }, "clusters.Prod"],
    [
      "a token in clear",
      { clusters: { c: { identity: { tokens: ["secret"] } } } },
      "clusters.c.identity.tokens.0",
    ],
    ["three tokens", { clusters: { c: { identity: { tokens: [hash, hash, hash] } } } }, "two hashes at most"],
    ["no proof", { clusters: { c: { identity: {} } } }, "allowAnonymous: true"],
    ["no identity", { clusters: { c: {} } }, "clusters.c.identity"],
    [
      "a share above 100",
      { clusters: { c: { ...proven, candidate: { percentage: 101 } } } },
      "clusters.c.candidate.percentage",
    ],
    [
      "a tag that leads nowhere",
      { clusters: { c: { ...proven, revisions: { prod: "1-30" } } } },
      "is not a revision of this cluster",
    ],
    [
      "an address block that is none",
      { clusters: { c: { ...proven, sourceCidrs: ["203.0.113"] } } },
      'clusters.c.sourceCidrs: "203.0.113" is not an address block',
    ],
    [
      "a ProxyConfig without a name",
      { clusters: { c: { ...proven, proxyConfigs: [{ spec: {} }] } } },
      "clusters.c.proxyConfigs.0",
    ],
    ["a list", [], "the registry"],
  ];
  test.each(cases)("%s", (_name, document, message) => {
    expect(() => checkRegistry(document)).toThrow(message);
  });

  test.each([{ tokens: ["hunter2"] }, { tokens: "hunter2" }, { bearer: "hunter2" }, "hunter2"])(
    "the message never holds a token that was written in clear: %j",
    (identity) => {
      expect(() => checkRegistry({ clusters: { c: { identity } } })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
      );
    },
  );
});

test("ProxyConfigs stand in it as kubectl prints them, too", () => {
  const metadata = { name: "all", namespace: "istio-system", uid: "1" };
  const proxyConfigs = [{ kind: "ProxyConfig", metadata, spec: { concurrency: 1 } }];
  const { clusters } = checkRegistry({ clusters: { c: { ...proven, proxyConfigs } } });
  expect(clusters.get("c")?.proxyConfigs).toEqual([
    { name: "all", namespace: "istio-system", spec: { concurrency: 1 } },
  ]);
});

test("an empty registry has no clusters", () => {
  expect(checkRegistry(null).clusters.size).toBe(0);
  expect(checkRegistry({}).clusters.size).toBe(0);
});

test("1,000 clusters spread evenly over the sixteen secrets", () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 1000; i++) {
    const shard = shardOf(`cluster-${i}`);
    counts.set(shard, (counts.get(shard) ?? 0) + 1);
  }
  expect(counts.size).toBe(16);
  expect(Math.max(...counts.values())).toBeLessThan(100);
  expect([...counts.keys()].sort()).toEqual(SHARDS);
});

import { describe, expect, test } from "@jest/globals";
import { checkRegistry } from "../../lib/clusters/registry.ts";
import { chooseInjector } from "../../lib/clusters/rollout.ts";

const cluster = (entry: object) =>
  // biome-ignore lint/style/noNonNullAssertion: the entry was just written
  checkRegistry({ clusters: { c: { identity: { allowAnonymous: true }, ...entry } } }).clusters.get("c")!;
const pod = { namespace: "shop", owner: "web-6d4cf56db6" };

describe("which injector a call gets", () => {
  const current = { injector: "injector", stage: "AWSCURRENT" };
  const cases: [string, object, string | undefined, object, unknown][] = [
    ["the default one", {}, undefined, pod, current],
    ["the cluster's own", { injector: "blue" }, undefined, pod, { injector: "blue", stage: "AWSCURRENT" }],
    [
      "the one of a revision",
      { revisions: { "1-30": { injector: "i-1-30" } } },
      "1-30",
      pod,
      { injector: "i-1-30", stage: "AWSCURRENT" },
    ],
    [
      "a tag names a revision",
      { revisions: { "1-30": { injector: "i" }, stable: "1-30" } },
      "stable",
      pod,
      { injector: "i", stage: "AWSCURRENT" },
    ],
    ["the cluster's own revision by its name", { revision: "main" }, "main", pod, current],
    ["no such revision", { revisions: { "1-30": {} } }, "1-31", pod, undefined],
    ["a revision named like a method of objects", {}, "constructor", pod, undefined],
    [
      "a candidate for one namespace",
      { candidate: { stage: "AWSPENDING", namespaces: ["shop"] } },
      undefined,
      pod,
      { injector: "injector", stage: "AWSPENDING" },
    ],
    [
      "the candidate leaves other namespaces alone",
      { candidate: { stage: "AWSPENDING", namespaces: ["x"] } },
      undefined,
      pod,
      current,
    ],
    [
      "a candidate for everybody",
      { candidate: { injector: "next", percentage: 100 } },
      undefined,
      pod,
      { injector: "next", stage: "AWSCURRENT" },
    ],
    [
      "a revision that was asked for is never replaced by the candidate",
      { revisions: { r: { injector: "i" } }, candidate: { injector: "next", percentage: 100 } },
      "r",
      pod,
      { injector: "i", stage: "AWSCURRENT" },
    ],
  ];
  test.each(cases)("%s", (_name, entry, revision, subject, expected) => {
    expect(chooseInjector(cluster(entry), revision, subject as typeof pod)).toEqual(expected);
  });

  test("a share of the owners, the same ones each time", () => {
    const canary = cluster({ candidate: { stage: "AWSPENDING", percentage: 20 } });
    const chosen = (owner: string) => chooseInjector(canary, undefined, { namespace: "shop", owner })?.stage;
    const owners = Array.from({ length: 5000 }, (_, i) => `web-${i}`);
    const first = owners.map(chosen);
    expect(owners.map(chosen)).toEqual(first);
    const share = first.filter((stage) => stage === "AWSPENDING").length / owners.length;
    expect(share).toBeGreaterThan(0.17);
    expect(share).toBeLessThan(0.23);
  });
});

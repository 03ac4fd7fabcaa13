import { describe, expect, test } from "@jest/globals";
import { parseCallPath, redactPath } from "../../lib/clusters/path.ts";
import { newToken } from "../../lib/clusters/token.ts";

const token = newToken();

describe("taking a webhook's path apart", () => {
  const cases: [string, string, ReturnType<typeof parseCallPath>][] = [
    ["the bare path", "/inject", { inject: "/inject" }],
    [
      "a cluster and its network",
      "/inject/cluster/c/net/n",
      { inject: "/inject/cluster/c/net/n", cluster: "c", network: "n" },
    ],
    [
      "a slash in a name",
      "/inject/cluster/a--slash--b",
      { inject: "/inject/cluster/a--slash--b", cluster: "a/b" },
    ],
    [
      "Istio's older notation",
      "/inject/:ENV:cluster=c:ENV:net=n",
      { inject: "/inject/:ENV:cluster=c:ENV:net=n", cluster: "c", network: "n" },
    ],
    ["the rules alone", "/rules/cluster/c", { inject: "/rules/cluster/c", cluster: "c" }],
    ["a token", `/t/${token}/inject`, { token, inject: "/inject" }],
    ["a revision", "/r/1-30/inject", { revision: "1-30", inject: "/inject" }],
    [
      "a token and a revision",
      `/t/${token}/r/1-30/inject/cluster/c`,
      { token, revision: "1-30", inject: "/inject/cluster/c", cluster: "c" },
    ],
    ["the other way round is none of ours", `/r/1-30/t/${token}/inject`, undefined],
    ["a token that is too short", `/t/${token.slice(1)}/inject`, undefined],
    ["a token in capitals", `/t/${token.toUpperCase()}/inject`, undefined],
    ["a token without a path", `/t/${token}`, undefined],
    ["another path", "/", undefined],
    ["a longer word", "/injection", undefined],
  ];
  test.each(cases)("%s", (_name, path, expected) => {
    expect(parseCallPath(path)).toEqual(expected);
  });
});

describe("a path in a log", () => {
  const cases: [string, string, string][] = [
    ["a token in its place", `/t/${token}/inject/cluster/c`, "/t/…/inject/cluster/c"],
    ["something else in a token's place", "/t/secret/inject", "/t/…/inject"],
    ["a token that was put elsewhere", `/${token}/inject`, "/…/inject"],
    ["a token with something before it", `/x${token}y/inject`, "/…/inject"],
    ["most of a token", `/inject/cluster/${token.slice(5)}`, "/inject/cluster/…"],
    [
      "no token",
      "/r/1-30/inject/cluster/prod-1/net/network-1",
      "/r/1-30/inject/cluster/prod-1/net/network-1",
    ],
  ];
  test.each(cases)("%s", (_name, path, expected) => {
    expect(redactPath(path)).toBe(expected);
  });
});

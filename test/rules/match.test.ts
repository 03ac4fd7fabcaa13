import { describe, expect, test } from "@jest/globals";
import { compileMatch, type MatchSubject, subjectOf } from "../../lib/rules/match.ts";
import { checkRules, type RuleSource } from "../../lib/rules/rule.ts";

const pod: MatchSubject = {
  resource: "pods",
  operation: "CREATE",
  namespace: "shop-eu",
  labels: { app: "web", tier: "front" },
  annotations: { "logs.example.com/ship": "true", note: "" },
  owner: "ReplicaSet",
};

/** The name of the condition that is not met; undefined where all are. */
const unmet = (match: object, subject: Partial<MatchSubject> = {}) => {
  const [rule] = checkRules([{ name: "r", match, overlay: {} }]) as RuleSource[];
  return compileMatch((rule as RuleSource).match)({ ...pod, ...subject });
};

describe("what a rule matches", () => {
  const cases: [string, object, Partial<MatchSubject>, string | undefined][] = [
    ["without conditions: pods that are created", {}, {}, undefined],
    ["and nothing else", {}, { resource: "deployments.apps" }, "resources"],
    ["nor what is updated", {}, { operation: "UPDATE" }, "operations"],
    [
      "a resource by name and group",
      { resources: ["deployments.apps"] },
      { resource: "deployments.apps" },
      undefined,
    ],
    ["a namespace", { namespaces: ["shop-eu"] }, {}, undefined],
    ["a pattern of namespaces", { namespaces: ["shop-*"] }, {}, undefined],
    ["a pattern with two stars", { namespaces: ["*op*"] }, {}, undefined],
    ["a star does not make a text shorter", { namespaces: ["shop-eu*shop-eu"] }, {}, "namespaces"],
    ["all namespaces but one", { namespaces: ["!kube-*"] }, {}, undefined],
    ["an excluded one beats an included one", { namespaces: ["shop-*", "!shop-eu"] }, {}, "namespaces"],
    ["labels", { labels: { matchLabels: { app: "web" } } }, {}, undefined],
    [
      "labels by expression",
      { labels: { matchExpressions: [{ key: "tier", operator: "In", values: ["back"] }] } },
      {},
      "labels",
    ],
    ["an annotation with its value", { annotations: { "logs.example.com/ship": "true" } }, {}, undefined],
    ["an annotation of any value, be it empty", { annotations: { note: "*" } }, {}, undefined],
    ["an annotation that is not there", { annotations: { other: "*" } }, {}, "annotations"],
    ["the kind of the owner", { owners: ["Job", "ReplicaSet"] }, {}, undefined],
    ["objects without an owner", { owners: [""] }, { owner: "" }, undefined],
    [
      "of several conditions, the first that is not met is named",
      { namespaces: ["x"], owners: ["x"] },
      {},
      "namespaces",
    ],
  ];
  test.each(cases)("%s", (_name, match, subject, expected) => {
    expect(unmet(match, subject)).toBe(expected);
  });

  test("a label selector that means nothing is refused when the configuration is loaded", () => {
    expect(() => unmet({ labels: { matchExpressions: [{ key: "a", operator: "Like" }] } })).toThrow(
      /not a valid label selector operator/,
    );
  });
});

describe("reading an object that nobody has checked", () => {
  const call = { resource: "pods", operation: "CREATE", namespace: "n" };
  const none = { ...call, labels: {}, annotations: {}, owner: "" };
  const owners = [{ kind: "Foo" }, { kind: "ReplicaSet", controller: true }];
  const cases: [string, unknown, MatchSubject][] = [
    ["nothing", undefined, none],
    ["a text", "pod", none],
    ["metadata that is a list", { metadata: [] }, none],
    ["labels that are no texts", { metadata: { labels: { a: 1, b: "x" } } }, { ...none, labels: { b: "x" } }],
    [
      "the owner that controls it",
      { metadata: { ownerReferences: owners } },
      { ...none, owner: "ReplicaSet" },
    ],
    ["owners that are null", { metadata: { ownerReferences: [null] } }, none],
  ];
  test.each(cases)("%s", (_name, object, expected) => {
    expect(subjectOf(object, call)).toEqual(expected);
  });
});

describe("rules that cannot be used say what is wrong and where", () => {
  const cases: [string, unknown, string][] = [
    ["no list", {}, "rules: must be a list"],
    ["no name", [{ overlay: {} }], "rules.0.name"],
    ["neither overlay nor patch", [{ name: "a" }], "rules.0: needs either overlay or patch"],
    ["both", ["istio", { name: "a", overlay: {}, patch: [] }], "rules.1: needs either overlay or patch"],
    [
      "a misspelt key",
      [{ name: "a", overlay: {}, match: { namespace: ["x"] } }],
      "rules.0.match.namespace: is not a key of a rule",
    ],
    ["another word than istio", ["linkerd"], "rules.0"],
  ];
  test.each(cases)("%s", (_name, document, message) => {
    expect(() => checkRules(document)).toThrow(message);
  });
});

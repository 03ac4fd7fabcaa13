import { describe, expect, test } from "@jest/globals";
import { scopeOf } from "../../lib/clusters/rules-webhook.ts";
import { webhookConfiguration, webhookUrl } from "../../lib/clusters/webhook-configuration.ts";
import { compileMutator, mutate } from "../../lib/rules/mutator.ts";
import { INJECTOR } from "../examples/cases.ts";

const matchesOf = (...matches: object[]) =>
  compileMutator({
    rules: matches.map((match, i) => ({ name: `r${i}`, match, overlay: {} })),
  }).rules.map(({ match }) => match);
const scope = (...matches: object[]) => scopeOf(matchesOf(...matches), ["kube-system"]);
const notIn = (...values: string[]) => [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values }];

describe("what a webhook's manifest asks for is what the rules match:", () => {
  test("pods that are created, where a rule says nothing else", () => {
    expect(scope({})).toEqual({
      rules: [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["*"], resources: ["pods"] }],
      namespaceSelector: { matchExpressions: notIn("kube-system") },
    });
  });

  test("resources of one group and the same operations stand in one rule, whatever the order", () => {
    const deployments = { resources: ["deployments.apps"], operations: ["UPDATE", "CREATE"] };
    const more = { resources: ["statefulsets.apps", "pods"], operations: ["CREATE"] };
    const update = { resources: ["statefulsets.apps"], operations: ["UPDATE"] };
    expect(scope(deployments, more, update).rules).toEqual([
      { operations: ["CREATE"], apiGroups: [""], apiVersions: ["*"], resources: ["pods"] },
      {
        operations: ["CREATE", "UPDATE"],
        apiGroups: ["apps"],
        apiVersions: ["*"],
        resources: ["deployments", "statefulsets"],
      },
    ]);
    expect(scope(update, more, deployments)).toEqual(scope(deployments, more, update));
  });

  const namespaces: [string, object[], unknown][] = [
    [
      "all rules name theirs",
      [{ namespaces: ["b"] }, { namespaces: ["a", "b"] }],
      [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["a", "b"] }],
    ],
    ["one rule is for all", [{ namespaces: ["a"] }, {}], notIn("kube-system")],
    ["a rule names a pattern", [{ namespaces: ["team-*"] }], notIn("kube-system")],
    ["a rule names the system's own", [{ namespaces: ["kube-system"] }, {}], []],
    [
      "all rules exclude one",
      [{ namespaces: ["!x", "!y"] }, { namespaces: ["!x"] }],
      notIn("kube-system", "x"),
    ],
  ];
  test.each(namespaces)("namespaces, where %s", (_, matches, expected) => {
    expect(scope(...matches).namespaceSelector.matchExpressions).toEqual(expected);
  });

  test("labels, where all rules have the same selector", () => {
    const labels = { matchLabels: { logs: "yes" } };
    expect(scope({ labels }, { labels }).objectSelector).toEqual(labels);
    expect(scope({ labels }, {}).objectSelector).toBeUndefined();
  });
});

describe("the manifest of an injector", () => {
  const url = webhookUrl("https://w", { cluster: "c1" });
  const rules = { url: webhookUrl("https://w", { cluster: "c1", rulesAlone: true }), matches: matchesOf({}) };
  const webhooks = (options: object) =>
    (
      webhookConfiguration({ url, ...options }).webhooks as { name: string; clientConfig: { url: string } }[]
    ).map(({ name, clientConfig }) => [name, clientConfig.url]);

  test("with rules alone has one webhook, and a name that Istio's has not", () => {
    expect(webhooks({ rules, istio: false })).toEqual([
      ["rules.sidecar-injector.remora", "https://w/rules/cluster/c1"],
    ]);
    expect(webhookConfiguration({ url, rules, istio: false }).metadata).toMatchObject({
      name: "remora-rules",
    });
  });

  test("with both has the rules' webhook last", () => {
    expect(webhooks({ rules })).toEqual([...webhooks({}), ["rules.sidecar-injector.remora", rules.url]]);
    expect(webhooks({ rules: { ...rules, matches: [] } })).toEqual(webhooks({}));
  });

  test("keeps from Istio what it would skip, and from the rules nothing that they match, such as pods on the host's network", () => {
    const conditionsOf = (options: object) =>
      (webhookConfiguration({ url, ...options }).webhooks as { matchConditions?: { name: string }[] }[]).map(
        ({ matchConditions = [] }) => matchConditions.map(({ name }) => name),
      );
    expect(conditionsOf({ rules, istio: false })).toEqual([[]]);
    const [ofRules, ...ofIstio] = conditionsOf({ rules }).reverse();
    expect(ofRules).toEqual([]);
    for (const conditions of ofIstio) expect(conditions).toContain("not-on-the-host-network");

    const mark = { name: "mark", overlay: { metadata: { annotations: { marked: "yes" } } } };
    const pod = { metadata: { name: "a" }, spec: { hostNetwork: true, containers: [] } };
    for (const mutator of [{ rules: [mark] }, { ...INJECTOR, rules: ["istio", mark] }].map((source) =>
      compileMutator(source),
    ))
      expect(mutate(mutator, { pod, namespace: "shop", path: "/rules/cluster/c1" }).templates).toEqual([
        "mark",
      ]);
  });

  test("calls from beyond Istio's selectors get the rules alone", () => {
    const mark = { name: "mark", overlay: { metadata: { annotations: { marked: "yes" } } } };
    const mutator = compileMutator({ ...INJECTOR, rules: ["istio", mark] });
    const pod = { metadata: { name: "a" }, spec: { containers: [{ name: "a", image: "a" }] } };
    const call = (path: string) => mutate(mutator, { pod, namespace: "shop", path }).templates;
    expect(call("/rules/cluster/c1")).toEqual(["mark"]);
    expect(call("/inject/cluster/c1")).toEqual(["sidecar", "mark"]);
  });
});

import { describe, expect, test } from "@jest/globals";
import type { Pod } from "../../lib/injection/pod.ts";
import { decide, type PolicyConfig } from "../../lib/injection/policy.ts";

const LABEL = "sidecar.istio.io/inject";

function pod(metadata: object = {}, spec: object = {}): Pod {
  return { metadata: { namespace: "shop", ...metadata }, spec: { containers: [], ...spec } } as Pod;
}

function config(policy = "enabled", more: Partial<PolicyConfig> = {}): PolicyConfig {
  return { policy, neverInjectSelector: [], alwaysInjectSelector: [], ...more };
}

const labelled = (value: string) => pod({ labels: { [LABEL]: value } });
const annotated = (value: string) => pod({ annotations: { [LABEL]: value } });
const app = pod({ labels: { app: "a" } });
const matchesApp = [{ matchLabels: { app: "a" } }];

const cases: [sentence: string, pod: Pod, config: PolicyConfig, verdict: string, code: string][] = [
  ["the policy injects where nothing else speaks", pod(), config(), "inject", "default-policy"],
  ["the policy skips where it is disabled", pod(), config("disabled"), "skip", "default-policy"],
  [
    "a pod on the host's network is skipped, whatever its label",
    pod({ labels: { [LABEL]: "true" } }, { hostNetwork: true }),
    config(),
    "skip",
    "host-network",
  ],
  [
    "system namespaces are skipped",
    pod({ namespace: "kube-node-lease" }),
    config(),
    "skip",
    "ignored-namespace",
  ],
  [
    "istio-system is not a system namespace",
    pod({ namespace: "istio-system" }),
    config(),
    "inject",
    "default-policy",
  ],
  [
    "an illegal policy injects nothing, not even what asks for it",
    labelled("true"),
    config("on"),
    "skip",
    "illegal-policy",
  ],
  ["the label injects where the policy is disabled", labelled("true"), config("disabled"), "inject", "label"],
  ["the label skips", labelled("false"), config(), "skip", "label"],
  ["the annotation injects", annotated("true"), config("disabled"), "inject", "annotation"],
  ["the annotation skips", annotated("false"), config(), "skip", "annotation"],
  [
    "the label beats the annotation",
    pod({ labels: { [LABEL]: "false" }, annotations: { [LABEL]: "true" } }),
    config(),
    "skip",
    "label",
  ],
  [
    "an empty label hides the annotation, and says nothing itself",
    pod({ labels: { [LABEL]: "" }, annotations: { [LABEL]: "true" } }),
    config("disabled"),
    "skip",
    "default-policy",
  ],
  ["only exactly true and false count", labelled("True"), config("disabled"), "skip", "default-policy"],
  [
    "a never-selector skips",
    app,
    config("enabled", { neverInjectSelector: matchesApp }),
    "skip",
    "never-selector",
  ],
  [
    "an always-selector injects",
    app,
    config("disabled", { alwaysInjectSelector: matchesApp }),
    "inject",
    "always-selector",
  ],
  [
    "never beats always",
    app,
    config("enabled", { neverInjectSelector: matchesApp, alwaysInjectSelector: matchesApp }),
    "skip",
    "never-selector",
  ],
  [
    "the label beats the selectors",
    pod({ labels: { [LABEL]: "true", app: "a" } }),
    config("enabled", { neverInjectSelector: matchesApp }),
    "inject",
    "label",
  ],
  [
    "an empty selector matches nothing",
    app,
    config("enabled", { neverInjectSelector: [{}] }),
    "inject",
    "default-policy",
  ],
  [
    "an invalid selector matches nothing",
    app,
    config("enabled", { neverInjectSelector: [{ matchExpressions: [{ key: "app", operator: "Is" }] }] }),
    "inject",
    "default-policy",
  ],
  [
    "the second selector may match where the first does not",
    app,
    config("disabled", { alwaysInjectSelector: [{ matchLabels: { app: "b" } }, ...matchesApp] }),
    "inject",
    "always-selector",
  ],
  [
    "labels are looked up among own keys only",
    pod(),
    config("disabled", {
      alwaysInjectSelector: [{ matchExpressions: [{ key: "constructor", operator: "Exists" }] }],
    }),
    "skip",
    "default-policy",
  ],
];

describe("whether a pod is injected", () => {
  test.each(cases)("%s", (_sentence, given, configuration, verdict, code) => {
    expect(decide(given, configuration).at(-1)).toMatchObject({ verdict, code });
  });

  test("every rule up to the deciding one is told", () => {
    const reasons = decide(annotated("false"), config());
    expect(reasons.map(({ code, verdict }) => `${code}: ${verdict}`)).toEqual([
      "host-network: pass",
      "ignored-namespace: pass",
      "illegal-policy: pass",
      "annotation: skip",
    ]);
  });

  test("a selector is named by its place", () => {
    const selectors = config("disabled", {
      alwaysInjectSelector: [{ matchLabels: { app: "b" } }, ...matchesApp],
    });
    expect(decide(app, selectors).at(-1)?.rule).toBe("alwaysInjectSelector[1]");
  });
});

import { describe, expect, test } from "@jest/globals";
import type { InjectorConfiguration } from "../../../cli/kubernetes/injectors.ts";
import { injectingAnew } from "../../../cli/verify/anew.ts";
import { type ClusterView, judge } from "../../../cli/verify/judge.ts";
import { namespaceView } from "../../../cli/verify/namespace.ts";
import { webhookConfiguration } from "../../../lib/clusters/webhook-configuration.ts";
import { decode } from "../../../lib/kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../../../lib/kubernetes/json-patch.ts";
import { compileMutator, type MutatorSource, mutate } from "../../../lib/rules/mutator.ts";
import { INJECTOR } from "../../examples/cases.ts";

const INJECT = "sidecar.istio.io/inject";

type Metadata = Readonly<Record<string, unknown>>;
interface PodFields {
  readonly metadata?: Metadata;
  readonly spec?: object;
  readonly status?: object;
}

const pod = (namespace: string, { metadata = {}, spec = {}, status }: PodFields = {}) => ({
  metadata: { name: "web", namespace, creationTimestamp: "2026-03-02T00:00:00Z", ...metadata },
  spec: { containers: [{ name: "app", image: "web:1" }], nodeName: "node-1", ...spec },
  ...(status && { status }),
});

const labelled = (labels: Record<string, string>) => ({ metadata: { labels } });
const annotated = (annotations: Record<string, string>) => ({ metadata: { annotations } });

function configuration(options: { revision?: string; failurePolicy?: "Fail" | "Ignore" } = {}) {
  const { metadata, webhooks } = webhookConfiguration({
    url: "https://webhook.example.com/inject/cluster/prod-1",
    ...options,
  }) as { metadata: { name: string; labels: Record<string, string> }; webhooks: [] };
  const whose = "remora" as const;
  return { ...metadata, whose, createdAt: "2026-02-01T00:00:00Z", webhooks } as InjectorConfiguration;
}

/** As istiod registers itself: the same selectors under other names. */
function istiods(): InjectorConfiguration {
  const ours = configuration();
  return { ...ours, name: "istio-sidecar-injector", whose: "istio" };
}

const namespace = (labels: Record<string, string>, time?: string) =>
  namespaceView({
    metadata: {
      labels,
      managedFields: [
        { time, fieldsV1: { "f:metadata": { "f:labels": { ".": {}, "f:istio-injection": {} } } } },
        { time: "2027-01-01T00:00:00Z", fieldsV1: { "f:metadata": { "f:labels": { "f:team": {} } } } },
      ],
    },
  });

const NAMESPACES = new Map([
  ["shop", namespace({ "istio-injection": "enabled" }, "2026-02-02T00:00:00Z")],
  ["late", namespace({ "istio-injection": "enabled" }, "2026-04-01T00:00:00Z")],
  ["canary", namespace({ "istio.io/rev": "canary" })],
  ["off", namespace({ "istio-injection": "disabled" })],
  ["plain", namespace({})],
  ["kube-system", namespace({ "istio-injection": "enabled" })],
]);

const view = (
  injectors: readonly InjectorConfiguration[],
  anew: ClusterView["anew"] = () => undefined,
): ClusterView => ({ injectors, namespaces: NAMESPACES, anew });

const ONE = view([configuration()]);
const IGNORE = view([configuration({ failurePolicy: "Ignore" })]);
const STATUS = annotated({ "sidecar.istio.io/status": "{}" });

describe("a pod is judged by what the API server would do and what the pod has:", () => {
  const cases: [string, ReturnType<typeof pod>, ClusterView, string, RegExp][] = [
    ["with a sidecar, nothing to compare it with", pod("shop", STATUS), ONE, "ok", /^$/],
    ["admitted under Fail", pod("shop"), ONE, "missing", /^admitted unchanged: .*onFailure: admit/],
    ["let through under Ignore", pod("shop"), IGNORE, "missing", /did not answer .*failurePolicy: Ignore/],
    [
      "older than the webhook",
      pod("shop", { metadata: { creationTimestamp: "2026-01-31T00:00:00Z" } }),
      IGNORE,
      "missing",
      /^created before remora-sidecar-injector was registered \(2026-02-01/,
    ],
    [
      "older than the namespace's label, which others' labels do not make younger",
      pod("late"),
      IGNORE,
      "missing",
      /^created before its namespace was labelled \(2026-04-01/,
    ],
    ["switched off by label", pod("shop", labelled({ [INJECT]: "false" })), ONE, "left-out", /label .*false/],
    [
      "switched off by annotation",
      pod("shop", annotated({ [INJECT]: "false" })),
      ONE,
      "left-out",
      /annotation/,
    ],
    [
      "with both, the label counts",
      pod("shop", { metadata: { labels: { [INJECT]: "true" }, annotations: { [INJECT]: "false" } } }),
      ONE,
      "missing",
      /./,
    ],
    [
      "on the host's network",
      pod("shop", { spec: { hostNetwork: true } }),
      ONE,
      "left-out",
      /host's network/,
    ],
    ["of the system", pod("kube-system"), ONE, "left-out", /never injected/],
    ["that nobody asks for", pod("plain"), ONE, "unasked", /^$/],
    ["that asks for itself", pod("plain", labelled({ [INJECT]: "true" })), ONE, "missing", /./],
    [
      "that asks where its namespace says no",
      pod("off", labelled({ [INJECT]: "true" })),
      ONE,
      "not-called",
      /inject=true asks for one, but its namespace says istio-injection=disabled/,
    ],
    [
      "of a revision that nobody serves",
      pod("canary"),
      ONE,
      "not-called",
      /says istio\.io\/rev=canary, but no webhook is registered for the revision canary; have default$/,
    ],
    [
      "of a revision that somebody serves",
      pod("canary"),
      view([configuration({ revision: "canary" })]),
      "missing",
      /./,
    ],
    ["where nothing is registered at all", pod("shop"), view([]), "not-called", /none is registered/],
    ["that istiod's webhook sees to", pod("shop"), view([istiods()]), "others", /^$/],
    ["that istiod injected, and no webhook selects", pod("plain", STATUS), ONE, "others", /^$/],
  ];
  test.each(cases)("%s", (_, given, cluster, verdict, why) => {
    expect(judge(given, cluster)).toEqual({ verdict, why: expect.stringMatching(why) });
  });

  const over: [string, PodFields][] = [
    ["has succeeded", { status: { phase: "Succeeded" } }],
    ["has failed", { status: { phase: "Failed" } }],
    ["is being deleted", { metadata: { deletionTimestamp: "2026-03-03T00:00:00Z" } }],
  ];
  test.each(over)("one that %s is nobody's concern", (_, fields) => {
    expect(judge(pod("shop", fields), ONE)).toBeUndefined();
  });
});

const BASE: MutatorSource & { readonly config: string } = { ...INJECTOR, nativeSidecars: false };

/** A pod as an API server stores it once an injector has put its sidecar in. */
function injectedBy(source: MutatorSource, fields: PodFields = {}) {
  const sent = decode("v1.Pod", pod("shop", fields));
  const request = { pod: sent, namespace: "shop", path: "/inject/cluster/prod-1" };
  return applyJsonPatch(sent, mutate(compileMutator(source), request).patch ?? []) as ReturnType<typeof pod>;
}

/** Only what verify asks of it. */
const serving = (source: MutatorSource) =>
  ({ entry: async () => undefined, source: async () => source }) as unknown as Parameters<
    typeof injectingAnew
  >[0];

const withValues = (change: (values: { global: Record<string, unknown> }) => void): MutatorSource => {
  const values = JSON.parse(INJECTOR.values);
  change(values);
  return { ...BASE, values: JSON.stringify(values) };
};

describe("a sidecar is compared with what the pod would get now:", () => {
  const withTag = (tag: string) => withValues(({ global }) => Object.assign(global, { tag }));
  const cases: [string, ReturnType<typeof pod>, MutatorSource, string, RegExp][] = [
    ["the same configuration", injectedBy(BASE), BASE, "ok", /^$/],
    [
      "a newer image",
      injectedBy(BASE),
      withTag("9.9.9"),
      "outdated",
      /^istio-proxy is proxyv2:1\.27\.1, now proxyv2:9\.9\.9; istio-init is/,
    ],
    [
      "the same image of a mirror",
      injectedBy(withValues(({ global }) => Object.assign(global, { hub: "mirror.example.com:5000/x" }))),
      BASE,
      "ok",
      /^$/,
    ],
    [
      "another revision",
      injectedBy(BASE),
      { ...BASE, revision: "canary" },
      "outdated",
      /^revision default, now canary$/,
    ],
    [
      "a native sidecar by now",
      injectedBy({ ...BASE, nativeSidecars: false }),
      { ...BASE, nativeSidecars: true },
      "outdated",
      /lacks the init container istio-proxy; has the container istio-proxy still/,
    ],
    [
      "an image that the pod asks for itself",
      injectedBy(BASE, {
        spec: {
          containers: [
            { name: "app", image: "web:1" },
            { name: "istio-proxy", image: "own/proxy:1" },
          ],
        },
      }),
      withTag("9.9.9"),
      "outdated",
      /^istio-init is proxyv2:1\.27\.1, now proxyv2:9\.9\.9$/,
    ],
    [
      "nothing, by a rule that came later",
      injectedBy(BASE),
      { ...BASE, config: BASE.config.replace("policy: enabled", "policy: disabled") },
      "outdated",
      /^created anew, it would get none: the policy is disabled/,
    ],
    [
      "a refusal, by an annotation that nobody minded then",
      {
        ...injectedBy(BASE),
        metadata: {
          ...injectedBy(BASE).metadata,
          annotations: { ...STATUS.metadata.annotations, "sidecar.istio.io/interceptionMode": "MAYBE" },
        },
      } as ReturnType<typeof pod>,
      BASE,
      "outdated",
      /^created anew, it would be refused: .*interceptionMode/,
    ],
    [
      "a status that somebody damaged",
      {
        ...injectedBy(BASE),
        metadata: {
          ...injectedBy(BASE).metadata,
          ...STATUS.metadata,
          annotations: { "sidecar.istio.io/status": "{" },
        },
      } as ReturnType<typeof pod>,
      BASE,
      "outdated",
      /lacks the container istio-proxy/,
    ],
  ];
  test.each(cases)("%s", async (_, given, source, verdict, why) => {
    const configured = configuration();
    const { anew } = await injectingAnew(serving(source), configured.webhooks);
    expect(judge(given, view([configured], anew))).toEqual({ verdict, why: expect.stringMatching(why) });
  });

  test("a pod without one that the injector in service leaves out is as it should be", async () => {
    const configured = configuration();
    const { anew } = await injectingAnew(serving(BASE), configured.webhooks);
    expect(judge(pod("shop", labelled({ "k8s-app": "kube-dns" })), view([configured], anew))).toEqual({
      verdict: "left-out",
      why: "a neverInjectSelector matches the pod's labels",
    });
  });
});

import { describe, expect, test } from "@jest/globals";
import { Commands } from "../../../cli/doctor/commands.ts";
import { findTokens } from "../../../cli/doctor/events.ts";
import { checkManifest } from "../../../cli/doctor/manifest.ts";
import { checkOverlap } from "../../../cli/doctor/overlap.ts";
import { reportOf } from "../../../cli/doctor/report.ts";
import { InService, type InServiceOptions } from "../../../cli/in-service.ts";
import type { KubernetesApi, KubernetesObject } from "../../../cli/kubernetes/api.ts";
import type { InjectorConfiguration, InjectorWebhook } from "../../../cli/kubernetes/injectors.ts";
import type { Cluster } from "../../../lib/clusters/registry.ts";
import { hashToken, newToken } from "../../../lib/clusters/token.ts";
import { webhookConfiguration, webhookUrl } from "../../../lib/clusters/webhook-configuration.ts";

const TOKEN = newToken();
const URL_OF = (network?: string) =>
  webhookUrl("https://webhook.example.com", { token: TOKEN, cluster: "prod-1", network });

/** As the API server gives it back. */
function registered(
  options: Partial<Parameters<typeof webhookConfiguration>[0]> = {},
  change: (webhooks: KubernetesObject[]) => void = () => {},
): InjectorConfiguration {
  const { metadata, webhooks } = structuredClone(
    webhookConfiguration({ url: URL_OF(), ...options }),
  ) as unknown as {
    metadata: { name: string; labels: Record<string, string> };
    webhooks: KubernetesObject[];
  };
  for (const { rules } of webhooks) for (const rule of rules) rule.scope = "*";
  change(webhooks);
  const own = { whose: "remora", createdAt: "2026-01-01T00:00:00Z" } as const;
  return { ...own, ...metadata, webhooks: webhooks as InjectorWebhook[] };
}

describe("what is registered is held against what remora webhook renders:", () => {
  const every = (fields: object) => (webhooks: KubernetesObject[]) => {
    for (const webhook of webhooks) Object.assign(webhook, fields);
  };
  const entry = (fields: object) => ({ identity: {}, ...fields }) as Cluster;
  const cases: [string, InjectorConfiguration, Cluster | undefined, string, RegExp][] = [
    [
      "as rendered",
      registered(),
      undefined,
      "ok",
      /^4 webhooks as remora webhook renders them; failurePolicy Fail, 5 s$/,
    ],
    ["of a tag", registered({ revision: "canary", tag: "prod" }), undefined, "ok", /^2 webhooks/],
    ["for all namespaces", registered({ enableNamespacesByDefault: true }), undefined, "ok", /^5 webhooks/],
    [
      "with its conditions in another order",
      registered({}, (webhooks) => webhooks[0].namespaceSelector.matchExpressions.reverse()),
      undefined,
      "ok",
      /./,
    ],
    [
      "a selector that was edited",
      registered({}, (webhooks) => {
        webhooks[1].objectSelector = {};
      }),
      undefined,
      "fail",
      /^not what remora webhook renders: rev\.object\.sidecar-injector\.remora: objectSelector$/,
    ],
    [
      "a webhook that is missing",
      registered({}, (webhooks) => webhooks.pop()),
      undefined,
      "fail",
      /: object\.sidecar-injector\.remora is missing$/,
    ],
    [
      "webhooks that call different URLs",
      registered({}, (webhooks) => {
        webhooks[1].clientConfig.url += "x";
      }),
      undefined,
      "fail",
      /call different URLs/,
    ],
    [
      "a path that nobody answers",
      registered({ url: "https://webhook.example.com/mutate" }),
      undefined,
      "fail",
      /path is not one that remora answers/,
    ],
    [
      "a URL without a cluster",
      registered({ url: "https://webhook.example.com/inject" }),
      undefined,
      "fail",
      /names no cluster/,
    ],
    [
      "another host than the entry says",
      registered(),
      entry({ url: "https://other.example.com" }),
      "fail",
      /it calls https:\/\/webhook\.example\.com, and .* says https:\/\/other/,
    ],
    [
      "another network than the entry says",
      registered({ url: URL_OF("n2") }),
      entry({ network: "n1" }),
      "fail",
      /network is n2, .* says n1/,
    ],
    [
      "what the entry says",
      registered({ url: URL_OF("n1") }),
      entry({ network: "n1", url: "https://webhook.example.com" }),
      "ok",
      /./,
    ],
    [
      "Ignore, which is a choice",
      registered({ failurePolicy: "Ignore" }),
      undefined,
      "warn",
      /^failurePolicy: Ignore lets pods start/,
    ],
    [
      "no second pass",
      registered({}, every({ reinvocationPolicy: "Never" })),
      undefined,
      "warn",
      /reinvocationPolicy: Never/,
    ],
    ["a time that is too short", registered({ timeoutSeconds: 1 }), undefined, "warn", /may be too short/],
    [
      "a time that is too long",
      registered({ timeoutSeconds: 30 }),
      undefined,
      "warn",
      /longer than the function runs/,
    ],
  ];
  test.each(cases)("%s", (_, configuration, its, status, found) => {
    const [step] = checkManifest(configuration, { entry: its, render: ["RENDER"] });
    expect(step).toMatchObject({ step: "manifest", status, of: configuration.name });
    expect(step?.found).toMatch(found);
    if (status === "fail") expect(step?.mend).toEqual(["RENDER"]);
  });
});

describe("two injectors for one pod are found by the namespaces that there are:", () => {
  const istiod = { ...registered(), name: "istio-sidecar-injector", whose: "istio" } as const;
  const namespaces = (all: Record<string, Record<string, string>>) =>
    new Map(Object.entries(all).map(([name, labels]) => [name, { labels }]));
  const cases: [string, InjectorConfiguration[], Record<string, Record<string, string>>, string, RegExp][] = [
    ["one injector", [registered()], { shop: { "istio-injection": "enabled" } }, "ok", /^no other injector/],
    [
      "istiod's with the same selectors",
      [istiod, registered()],
      { shop: { "istio-injection": "enabled" } },
      "fail",
      /^pods are injected twice: istio-sidecar-injector and remora-sidecar-injector both select pods of shop$/,
    ],
    [
      "istiod's, for a pod that asks for itself",
      [istiod, registered()],
      { plain: {} },
      "fail",
      /both select pods of plain$/,
    ],
    [
      "istiod's, and remora under a tag",
      [istiod, registered({ tag: "remora" })],
      { shop: { "istio-injection": "enabled" }, web: { "istio.io/rev": "remora" } },
      "warn",
      /^istio-sidecar-injector is still registered and sees to shop; no pod is injected twice$/,
    ],
    [
      "istiod's, to which nothing is left",
      [istiod, registered({ tag: "remora" })],
      { web: { "istio.io/rev": "remora" } },
      "ok",
      /selects no namespace here$/,
    ],
    [
      "two of remora's",
      [registered(), { ...registered(), name: "remora-again" }],
      { shop: { "istio.io/rev": "default" } },
      "fail",
      /remora-sidecar-injector and remora-again both select pods of shop/,
    ],
    [
      "two revisions",
      [registered(), registered({ revision: "canary" })],
      { a: {}, b: { "istio.io/rev": "canary" } },
      "ok",
      /./,
    ],
  ];
  test.each(cases)("%s", (_, injectors, all, status, found) => {
    const step = checkOverlap(injectors, namespaces(all));
    expect(step).toMatchObject({ step: "overlap", status });
    expect(step.found).toMatch(found);
  });
});

describe("tokens that failed calls left in the cluster:", () => {
  const OLD = newToken();
  const saying = (token: string) =>
    `Error creating: failed to call webhook: Post "https://webhook.example.com/t/${token}/inject/cluster/prod-1?timeout=5s": EOF`;
  const event = (token: string) => ({ metadata: { namespace: "shop" }, message: saying(token) });
  const replicaSet = (token: string) => ({
    metadata: { namespace: "web" },
    status: { conditions: [{ message: "fine" }, { message: saying(token) }] },
  });
  const cluster = (objects: Record<string, object[] | Error>) =>
    ({
      async *pages(path: string) {
        const found = Object.entries(objects).find(([name]) => path.endsWith(`/${name}`))?.[1] ?? [];
        if (found instanceof Error) throw found;
        yield found;
      },
    }) as unknown as KubernetesApi;
  const denied = new Error("forbidden");
  const registry = { hashes: [hashToken(TOKEN)], isComplete: true };
  const webhooks = { ...registry, isComplete: false };
  const cases: [string, Record<string, object[] | Error>, typeof registry, string, RegExp][] = [
    [
      "none",
      { events: [{ metadata: {}, message: "/t/short/inject" }] },
      registry,
      "ok",
      /^no token stands in events/,
    ],
    [
      "the one in use",
      { events: [event(TOKEN), event(TOKEN)] },
      registry,
      "fail",
      /^a token that is in use stands in 2 objects: events of shop$/,
    ],
    [
      "in a ReplicaSet's condition",
      { replicasets: [replicaSet(TOKEN)] },
      registry,
      "fail",
      /ReplicaSets of web$/,
    ],
    [
      "one that was revoked",
      { events: [event(OLD)] },
      registry,
      "ok",
      /^a token that is not valid any more stands in 1 objects/,
    ],
    [
      "another one, the registry unknown",
      { events: [event(OLD)] },
      webhooks,
      "fail",
      /^a token that may be valid/,
    ],
    [
      "events that may not be read",
      { events: denied },
      registry,
      "warn",
      /^no token found; could not be read: events \(forbidden\)/,
    ],
    [
      "nothing that may be read",
      { events: denied, replicasets: denied, deployments: denied },
      registry,
      "skip",
      /^nothing could be read/,
    ],
  ];
  test.each(cases)("%s", async (_, objects, valid, status, found) => {
    const step = await findTokens(cluster(objects), valid, ["ROTATE"]);
    expect(step).toMatchObject({ step: "events", status });
    expect(step.found).toMatch(found);
    expect(JSON.stringify(step)).not.toContain(TOKEN);
    expect(JSON.stringify(step)).not.toContain(OLD);
    if (status === "fail") expect(step.mend).toEqual(["ROTATE"]);
  });
});

describe("the commands that are printed:", () => {
  const configurations = [
    registered({ url: URL_OF("n1"), failurePolicy: "Ignore", timeoutSeconds: 3, caBundle: "PEM" }),
    registered({ revision: "canary", enableNamespacesByDefault: true }),
  ];
  const commands = new Commands("prod-1", configurations, undefined);
  test("render makes the very configuration again", () => {
    expect(commands.render(configurations[0] as InjectorConfiguration).at(-2)).toBe(
      "remora webhook --cluster prod-1 --url https://webhook.example.com --network n1 --failure-policy Ignore --timeout 3 --ca-bundle ca.pem --token-file token | kubectl replace -f -",
    );
  });
  test("render leaves the caBundle out where the certificate is public", () => {
    const text = commands.render(configurations[0] as InjectorConfiguration, true).join("\n");
    expect(text).not.toContain("ca.pem");
  });
  test("rotate registers the new token everywhere before the old one lapses", () => {
    const lines = commands.rotate();
    expect(lines.filter((line) => line.startsWith("remora webhook"))).toHaveLength(2);
    expect(lines[0]).toContain("remora cluster rotate-token prod-1");
    expect(lines.at(-1)).toContain("remora cluster revoke prod-1");
  });
  test("rotate waits where the registry is a file, since rotate-token does so itself for a stage's alone", () => {
    const linesFor = (options: InServiceOptions) =>
      new Commands("prod-1", configurations, InService.from(options)).rotate();
    expect(linesFor({ registry: "clusters.yaml" })).toContain("sleep 1");
    expect(linesFor({ stage: "prod" })).not.toContain("sleep 1");
  });
  test("are printed as they are, but for a token", () => {
    const mend = [...commands.rotate(), `echo ${TOKEN}`];
    const { steps } = reportOf([{ step: "token", status: "fail", found: `/t/${TOKEN}/inject`, mend }]);
    expect(steps).toEqual([
      { step: "token", status: "fail", found: "/t/…/inject", mend: [...commands.rotate(), "echo …"] },
    ]);
  });
  test("none holds a token", () => {
    const all = [...commands.rotate(), ...configurations.flatMap((each) => commands.render(each))];
    expect(all.join("\n")).not.toContain(TOKEN);
  });
});

import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "../../lib/clusters/registry.ts";
import { webhookConfiguration, webhookUrl } from "../../lib/clusters/webhook-configuration.ts";
import {
  callPathOf,
  type InjectorConfiguration,
  type InjectorWebhook,
  revisionOf,
} from "../kubernetes/injectors.ts";
import { fail, ok, type Step, warn } from "./step.ts";

/** Fields that a webhook's author chooses: other values are a choice, and no fault. */
const RULES = "rules.sidecar-injector.remora";
/** Lambda's time-out in serverless.yml, in seconds. */
const FUNCTION_TIMEOUT = 10;

/** A registered configuration, held field by field against what `remora webhook` renders for it. */
export function checkManifest(
  configuration: InjectorConfiguration,
  { entry, render }: { readonly entry: Cluster | undefined; readonly render: readonly string[] },
): Step[] {
  const of = configuration.name;
  const different = [...differences(configuration), ...wrongAddress(configuration, entry)];
  if (different.length > 0)
    return [
      fail("manifest", `not what remora webhook renders: ${different.join("; ")}`, {
        of,
        why: "pods may be missed, asked for in vain, or sent elsewhere",
        mend: render,
      }),
    ];
  const choices = [...new Set(configuration.webhooks.flatMap(questionable))];
  if (choices.length > 0) return [warn("manifest", choices.join("; "), { of })];
  const [{ failurePolicy, timeoutSeconds } = {}] = configuration.webhooks;
  const found = `${configuration.webhooks.length} webhooks as remora webhook renders them; failurePolicy ${failurePolicy}, ${timeoutSeconds} s`;
  return [ok("manifest", found, { of })];
}

/** As `remora webhook` is told by its flags, read back from what it rendered. */
export function settingsOf(configuration: InjectorConfiguration): {
  readonly revision: string;
  readonly tag?: string;
  readonly enableNamespacesByDefault: boolean;
} {
  const { labels, webhooks } = configuration;
  const tag = labels["istio.io/tag"];
  return {
    revision: revisionOf(configuration),
    ...(tag !== undefined && { tag }),
    enableNamespacesByDefault: webhooks.some(({ name }) => name === "auto.sidecar-injector.remora"),
  };
}

/** Selectors, rules and conditions; what is sent where, and what happens on a failure, are looked at apart. */
function differences(configuration: InjectorConfiguration): string[] {
  const rendered = new Map(
    (webhookConfiguration({ url: "", ...settingsOf(configuration) }).webhooks as InjectorWebhook[]).map(
      (webhook) => [webhook.name, webhook],
    ),
  );
  // What the rules of the short format ask for depends on the injector: see remora webhook --injector.
  const registered = configuration.webhooks.filter(({ name }) => name !== RULES);
  if (registered.length === 0) return [];
  const names = registered.map(({ name }) => name);
  return [
    ...[...rendered.keys()].filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
    ...registered.flatMap((webhook) => {
      const expected = rendered.get(webhook.name);
      if (expected === undefined) return [`${webhook.name} is not one of remora's`];
      const fields = FIELDS.filter(
        (field) => !isDeepStrictEqual(normal(webhook, field), normal(expected, field)),
      );
      return fields.length === 0 ? [] : [`${webhook.name}: ${fields.join(", ")}`];
    }),
  ];
}

const FIELDS = [
  "rules",
  "namespaceSelector",
  "objectSelector",
  "matchConditions",
  "sideEffects",
  "admissionReviewVersions",
] as const;

/** With what the API server fills in taken for granted, and the order of a selector's conditions of no account. */
function normal(webhook: InjectorWebhook, field: (typeof FIELDS)[number]): unknown {
  const value = JSON.parse(
    JSON.stringify((webhook as { readonly [key in typeof field]?: unknown })[field] ?? null),
  );
  if (field === "rules") for (const rule of value ?? []) rule.scope ??= "*";
  if (value?.matchExpressions) {
    for (const expression of value.matchExpressions) expression.values?.sort();
    value.matchExpressions.sort((a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return value;
}

/** Where it calls, against the cluster's entry; and that all its webhooks call the same. */
function wrongAddress(configuration: InjectorConfiguration, entry: Cluster | undefined): string[] {
  const urls = configuration.webhooks
    .filter(({ name }) => name !== RULES)
    .map(({ clientConfig: { url, service } }) => url ?? service?.path ?? "");
  const [first = ""] = urls;
  if (urls.some((url) => url !== first)) return ["its webhooks call different URLs"];
  const [webhook] = configuration.webhooks;
  const call = webhook && callPathOf(webhook);
  if (call === undefined) return ["the URL's path is not one that remora answers"];
  if (call.cluster === undefined) return ["the URL names no cluster"];
  if (entry === undefined || !URL.canParse(first)) return [];
  const base = (url: string) => new URL(webhookUrl(url, { cluster: "x" })).href.replace(/\/inject.*/, "");
  const actual = new URL(first);
  const host = entry.url === undefined ? [] : [base(entry.url)];
  return [
    ...host
      .filter((expected) => !`${actual.origin}${actual.pathname}`.startsWith(expected))
      .map((expected) => `it calls ${actual.origin}, and the cluster's entry says ${expected}`),
    ...(call.network !== entry.network
      ? [`its network is ${call.network ?? "none"}, and the cluster's entry says ${entry.network ?? "none"}`]
      : []),
  ];
}

/** What works, and has a price that should be known. */
function questionable({ failurePolicy, reinvocationPolicy, timeoutSeconds = 10 }: InjectorWebhook): string[] {
  return [
    ...(failurePolicy === "Ignore"
      ? [
          "failurePolicy: Ignore lets pods start without their sidecar when no answer comes; remora verify finds them",
        ]
      : []),
    ...(reinvocationPolicy === "IfNeeded"
      ? []
      : [`reinvocationPolicy: ${reinvocationPolicy}: containers that others add afterwards are not seen`]),
    ...(timeoutSeconds > FUNCTION_TIMEOUT
      ? [`timeoutSeconds: ${timeoutSeconds} waits longer than the function runs (${FUNCTION_TIMEOUT} s)`]
      : []),
    ...(timeoutSeconds < 3 ? [`timeoutSeconds: ${timeoutSeconds} may be too short for a cold start`] : []),
  ];
}

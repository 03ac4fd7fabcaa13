import type { MatchSource } from "../rules/rule.ts";
import { scopeOf } from "./rules-webhook.ts";

/** What a cluster's MutatingWebhookConfiguration depends on. */
export interface WebhookOptions {
  /** Where the API server calls: base URL, token, revision and cluster, as {@link webhookUrl} puts them together. */
  readonly url: string;
  /** PEM of the CA of the endpoint's certificate; left out where that is a public one. */
  readonly caBundle?: string;
  /** Istio's revision; "default" adds the webhooks for `istio-injection` and for pods without any revision. */
  readonly revision?: string;
  /** A revision tag to render the webhooks for, in place of the revision itself. */
  readonly tag?: string;
  /** Istio's `sidecarInjectorWebhook.enableNamespacesByDefault`. */
  readonly enableNamespacesByDefault?: boolean;
  readonly failurePolicy?: "Fail" | "Ignore";
  readonly reinvocationPolicy?: "IfNeeded" | "Never";
  /** Seconds, 1 to 30. */
  readonly timeoutSeconds?: number;
  /** What the rules of the short format match, and where they are asked alone ({@link webhookUrl}, `rulesAlone`). */
  readonly rules?: { readonly url: string; readonly matches: readonly MatchSource[] };
  /** Is there a part of Istio's, which has the selectors of its chart? Default true. */
  readonly istio?: boolean;
}

interface Expression {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

/** Namespaces that Istio never injects into (pkg/kube/inject, IgnoredNamespaces): a failing webhook must not lock them. */
export const IGNORED_NAMESPACES = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

const INJECT = "sidecar.istio.io/inject";
const REVISION = "istio.io/rev";
const INJECTION = "istio-injection";

/**
 * The MutatingWebhookConfiguration of a cluster, with the selectors that Istio's chart renders
 * (istio-discovery, templates/mutatingwebhook.yaml and revision-tags-mwc.yaml). Equal options give equal objects.
 *
 * The webhooks' names differ from Istio's, because istiod's certificate patcher writes its own CA into
 * any webhook that has them.
 */
export function webhookConfiguration(options: WebhookOptions): Record<string, unknown> {
  const { istio = true, rules } = options;
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: istio
      ? metadataOf(options)
      : { name: "remora-rules", labels: { "app.kubernetes.io/name": "remora" } },
    webhooks: [
      ...(istio ? istioWebhooks(options) : []),
      ...(rules !== undefined && rules.matches.length > 0 ? [rulesWebhook(options, rules)] : []),
    ],
  };
}

function metadataOf({ revision = "", tag }: WebhookOptions): object {
  const selected = tag ?? (revision || "default");
  return {
    name: `remora-sidecar-injector${selected === "default" ? "" : `-${selected}`}`,
    labels: {
      "app.kubernetes.io/name": "remora",
      [REVISION]: revision || "default",
      ...(tag !== undefined && { "istio.io/tag": tag }),
    },
  };
}

function istioWebhooks(options: WebhookOptions): object[] {
  const selected = options.tag ?? (options.revision || "default");
  return selectors(selected, options.enableNamespacesByDefault ?? false).map(
    ([prefix, namespaces, objects]) => ({
      name: `${prefix}.sidecar-injector.remora`,
      clientConfig: clientConfig(options.url, options),
      rules: [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] }],
      namespaceSelector: { matchExpressions: namespaces },
      objectSelector: { matchExpressions: objects },
      matchConditions: MATCH_CONDITIONS,
      ...behaviour(options),
    }),
  );
}

/** Stands last: what Istio's webhooks have called for has the rules' changes in it already, and stays as it is. */
function rulesWebhook(
  options: WebhookOptions,
  { url, matches }: NonNullable<WebhookOptions["rules"]>,
): object {
  return {
    name: "rules.sidecar-injector.remora",
    clientConfig: clientConfig(url, options),
    ...scopeOf(matches, IGNORED_NAMESPACES),
    ...behaviour(options),
  };
}

function clientConfig(url: string, { caBundle }: WebhookOptions): object {
  return {
    url,
    ...(caBundle !== undefined && { caBundle: Buffer.from(caBundle, "utf8").toString("base64") }),
  };
}

function behaviour({ failurePolicy, reinvocationPolicy, timeoutSeconds }: WebhookOptions): object {
  return {
    failurePolicy: failurePolicy ?? "Fail",
    reinvocationPolicy: reinvocationPolicy ?? "IfNeeded",
    sideEffects: "None",
    timeoutSeconds: timeoutSeconds ?? 5,
    admissionReviewVersions: ["v1"],
  };
}

/** The webhooks of a revision or tag: name's prefix, namespaceSelector, objectSelector. */
function selectors(revision: string, byDefault: boolean): [string, Expression[], Expression[]][] {
  const absent = (key: string): Expression => ({ key, operator: "DoesNotExist" });
  const within = (key: string, ...values: string[]): Expression => ({ key, operator: "In", values });
  const notDisabled: Expression = { key: INJECT, operator: "NotIn", values: ["false"] };
  const unlabelled = [absent(INJECTION), absent(REVISION)];

  const all: [string, Expression[], Expression[]][] = [
    ["rev.namespace", [within(REVISION, revision), absent(INJECTION)], [notDisabled]],
    ["rev.object", [absent(REVISION), absent(INJECTION)], [notDisabled, within(REVISION, revision)]],
  ];
  if (revision !== "default") return all;
  all.push(
    ["namespace", [within(INJECTION, "enabled")], [notDisabled]],
    ["object", unlabelled, [within(INJECT, "true"), absent(REVISION)]],
  );
  if (byDefault) {
    const named: Expression = {
      key: "kubernetes.io/metadata.name",
      operator: "NotIn",
      values: IGNORED_NAMESPACES,
    };
    all.push(["auto", [...unlabelled, named], [absent(INJECT), absent(REVISION)]]);
  }
  return all;
}

/** CEL conditions that keep away the calls which would end in "skip": each saves an invocation, and a failure. */
const MATCH_CONDITIONS = [
  {
    name: "not-an-ignored-namespace",
    expression: `!(request.namespace in [${IGNORED_NAMESPACES.map((name) => `'${name}'`).join(", ")}])`,
  },
  {
    name: "not-on-the-host-network",
    expression: "!(has(object.spec.hostNetwork) && object.spec.hostNetwork)",
  },
  {
    name: "not-switched-off-by-annotation",
    expression: [
      `(has(object.metadata.labels) && '${INJECT}' in object.metadata.labels)`,
      "!has(object.metadata.annotations)",
      `!('${INJECT}' in object.metadata.annotations)`,
      `object.metadata.annotations['${INJECT}'] != 'false'`,
    ].join(" || "),
  },
];

/**
 * Where a cluster's API server calls: `BASE[/t/TOKEN][/r/REVISION]/inject/cluster/NAME[/net/NETWORK]`; with `/rules`
 * in place of `/inject`, the rules of the short format are asked alone, for calls that Istio's selectors do not let in.
 */
export function webhookUrl(
  base: string,
  call: {
    readonly token?: string | undefined;
    readonly revision?: string | undefined;
    readonly cluster: string;
    readonly network?: string | undefined;
    readonly rulesAlone?: boolean;
  },
): string {
  const segments = [
    ...(call.token === undefined ? [] : ["t", call.token]),
    ...(call.revision === undefined ? [] : ["r", call.revision]),
    call.rulesAlone ? "rules" : "inject",
    "cluster",
    call.cluster,
    ...(call.network === undefined ? [] : ["net", call.network]),
  ];
  const path = segments.map((segment) => encodeURIComponent(segment.replaceAll("/", "--slash--")));
  return `${base.replace(/\/+$/, "")}/${path.join("/")}`;
}

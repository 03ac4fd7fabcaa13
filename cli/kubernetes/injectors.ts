import { type ArrivingPod, missOf, type SelectingWebhook } from "../../lib/clusters/called-webhooks.ts";
import { type CallPath, parseCallPath } from "../../lib/clusters/path.ts";
import type { KubernetesApi, KubernetesObject } from "./api.ts";

export type Labels = Readonly<Record<string, string>>;

export const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

export interface InjectorWebhook extends SelectingWebhook {
  readonly clientConfig: {
    readonly url?: string;
    readonly caBundle?: string;
    readonly service?: {
      readonly namespace: string;
      readonly name: string;
      readonly path?: string;
      readonly port?: number;
    };
  };
  readonly failurePolicy?: "Fail" | "Ignore";
  readonly reinvocationPolicy?: string;
  readonly timeoutSeconds?: number;
}

/** A MutatingWebhookConfiguration that gives pods sidecars: remora's, or istiod's own. */
export interface InjectorConfiguration {
  readonly name: string;
  readonly whose: "remora" | "istio";
  readonly labels: Labels;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly webhooks: readonly InjectorWebhook[];
}

/** All injectors that are registered in a cluster, in the order in which the API server asks them. */
export async function readInjectors(api: KubernetesApi): Promise<InjectorConfiguration[]> {
  const all: KubernetesObject[] = await api.list(WEBHOOKS);
  return all
    .flatMap((configuration) => {
      const { metadata, webhooks = [] } = configuration;
      const whose = ownerOf(configuration);
      if (whose === undefined) return [];
      const { name, labels = {}, creationTimestamp: createdAt } = metadata;
      return [{ name, whose, labels, createdAt, webhooks } as const];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** By the names of the webhooks, which tools that deploy manifests leave as they are, or else by the labels. */
function ownerOf({ metadata, webhooks = [] }: KubernetesObject): InjectorConfiguration["whose"] | undefined {
  const named = (suffix: string) => webhooks.some(({ name }: InjectorWebhook) => name.endsWith(suffix));
  if (named("sidecar-injector.remora") || metadata.labels?.["app.kubernetes.io/name"] === "remora")
    return "remora";
  if (named("sidecar-injector.istio.io") || metadata.labels?.app === "sidecar-injector") return "istio";
  return undefined;
}

/** The first webhook of a configuration that the API server calls for a pod. */
export function callFor({ webhooks }: InjectorConfiguration, pod: ArrivingPod): InjectorWebhook | undefined {
  return webhooks.find((webhook) => missOf(webhook, pod) === null);
}

/** Where a webhook is called, taken apart; undefined where its path is none of remora's. */
export function callPathOf({ clientConfig: { url, service } }: InjectorWebhook): CallPath | undefined {
  if (url === undefined) return parseCallPath(service?.path ?? "/");
  return URL.canParse(url) ? parseCallPath(new URL(url).pathname) : undefined;
}

/** Istio's revision that a configuration gives its pods. */
export function revisionOf({ labels }: InjectorConfiguration): string {
  return labels["istio.io/rev"] ?? "default";
}

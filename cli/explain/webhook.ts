import { webhookConfiguration } from "../../lib/clusters/webhook-configuration.ts";
import type { Pod } from "../../lib/injection/pod.ts";
import { type LabelSelector, matches } from "../../lib/kubernetes/label-selector.ts";
import type { MutationRequest, Mutator } from "../../lib/rules/mutator.ts";
import { UsageError } from "../fail.ts";

interface Webhook {
  readonly name: string;
  readonly clientConfig: { readonly url: string };
  readonly rules: readonly {
    readonly resources: readonly string[];
    readonly operations: readonly string[];
  }[];
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector?: LabelSelector;
}

export interface CalledWebhook {
  /** The first one that the API server would call; null where it would call none. */
  readonly webhook: string | null;
  readonly rulesAlone: boolean;
  /** Each webhook of the manifest, and which of its selectors does not let the pod in. */
  readonly tried: readonly { readonly name: string; readonly misses: string | null }[];
}

/** Which webhook of the injector's manifest (`remora webhook`) the API server would call for a pod. */
export function calledWebhook(
  mutator: Mutator,
  { pod, namespace }: MutationRequest & { readonly pod: Pod },
  {
    labels,
    revision,
  }: { readonly labels: Readonly<Record<string, string>>; readonly revision?: string | undefined },
): CalledWebhook {
  const { webhooks } = webhookConfiguration({
    url: "/inject",
    istio: mutator.istio !== undefined,
    rules: { url: "/rules", matches: mutator.rules.map(({ match }) => match) },
    ...(revision !== undefined && { revision }),
  });
  const namespaceLabels = { "kubernetes.io/metadata.name": namespace, ...labels };
  const tried = (webhooks as readonly Webhook[]).map((webhook) => ({
    webhook,
    misses: missed(webhook, namespaceLabels, pod.metadata.labels ?? {}),
  }));
  const first = tried.find(({ misses }) => misses === null)?.webhook;
  return {
    webhook: first?.name ?? null,
    rulesAlone: first?.clientConfig.url === "/rules",
    tried: tried.map(({ webhook: { name }, misses }) => ({ name, misses })),
  };
}

function missed(
  { rules, namespaceSelector, objectSelector }: Webhook,
  namespaceLabels: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): string | null {
  const asks = rules.some(
    ({ resources, operations }) => resources.includes("pods") && operations.includes("CREATE"),
  );
  if (!asks) return "rules";
  if (!matches(namespaceSelector, namespaceLabels)) return "namespaceSelector";
  return objectSelector === undefined || matches(objectSelector, labels) ? null : "objectSelector";
}

/** "a=b,c=d", as kubectl prints labels. @throws UsageError */
export function readLabels(text: string): Record<string, string> {
  const pairs = text.split(",").filter((pair) => pair !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf("=");
      if (equals <= 0) throw new UsageError(`${pair} is no label; write it as key=value`);
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
    }),
  );
}

import { missOf, type SelectingWebhook } from "../../lib/clusters/called-webhooks.ts";
import { webhookConfiguration } from "../../lib/clusters/webhook-configuration.ts";
import type { Pod } from "../../lib/injection/pod.ts";
import type { MutationRequest, Mutator } from "../../lib/rules/mutator.ts";
import { UsageError } from "../fail.ts";

interface Webhook extends SelectingWebhook {
  readonly clientConfig: { readonly url: string };
}

export interface CalledWebhook {
  /** The first one that the API server would call; null where it would call none. */
  readonly webhook: string | null;
  readonly rulesAlone: boolean;
  /** Each webhook of the manifest, and which of its selectors or conditions does not let the pod in. */
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
  const arriving = { pod, namespace, namespaceLabels: labels };
  const tried = (webhooks as readonly Webhook[]).map((webhook) => ({
    webhook,
    misses: missOf(webhook, arriving),
  }));
  const first = tried.find(({ misses }) => misses === null)?.webhook;
  return {
    webhook: first?.name ?? null,
    rulesAlone: first?.clientConfig.url === "/rules",
    tried: tried.map(({ webhook: { name }, misses }) => ({ name, misses })),
  };
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

import { missOf, type SelectingWebhook } from "../../lib/clusters/called-webhooks.ts";
import { webhookConfiguration } from "../../lib/clusters/webhook-configuration.ts";
import type { WorkloadOptions } from "../../lib/injection/workload.ts";
import { isList, podOf, readWorkload, workloadKindOf } from "../../lib/injection/workload-kinds.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import type { Mutator } from "../../lib/rules/mutator.ts";
import type { Settings, WebhookView } from "../api.ts";

/**
 * The webhooks of `remora webhook`, and whether the API server would call each for a workload's pods in the
 * namespace of the settings: where it calls none, it never asks, whatever the injector would have answered. Empty
 * for what makes no pods. Of a List, by its first item that does.
 */
export function calledBy(
  text: string,
  settings: Settings,
  mutator: Mutator,
  options: WorkloadOptions,
): WebhookView[] {
  const document = firstWorkload(parseYaml(text));
  const kind = workloadKindOf(document);
  if (kind === undefined || !isObject(document)) return [];
  const pod = podOf(readWorkload(document, kind), kind);
  const namespace = pod.metadata.namespace || options.namespace || "default";
  const arriving = { pod, namespace, namespaceLabels: parseLabels(settings.namespaceLabels) };
  const { webhooks } = webhookConfiguration({
    url: "https://localhost/inject",
    istio: mutator.istio !== undefined,
    rules: { url: "https://localhost/rules", matches: mutator.rules.map(({ match }) => match) },
    ...(settings.revision && { revision: settings.revision }),
  }) as unknown as { webhooks: readonly SelectingWebhook[] };
  return webhooks.map((webhook) => ({ name: webhook.name, misses: missOf(webhook, arriving) }));
}

function firstWorkload(document: unknown): unknown {
  if (!isList(document)) return document;
  return document.items.map(firstWorkload).find((item) => workloadKindOf(item) !== undefined);
}

/** "a=b, c=d"; a label without a value has the empty one. */
function parseLabels(text = ""): Record<string, string> {
  const pairs = text.split(/[,\s]+/).filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => /^([^=]*)=?(.*)$/s.exec(pair)?.slice(1) ?? []));
}

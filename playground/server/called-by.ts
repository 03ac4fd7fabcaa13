import { webhookConfiguration } from "../../lib/clusters/webhook-configuration.ts";
import { podOf, readWorkload, workloadKindOf } from "../../lib/injection/workload-kinds.ts";
import { type LabelSelector, matches } from "../../lib/kubernetes/label-selector.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import type { Settings } from "../api.ts";

interface Webhook {
  readonly name: string;
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
}

/**
 * The webhooks of `remora webhook` whose selectors match a workload's pods in the namespace of the settings: where
 * there is none, the API server never asks, whatever the injector would have answered.
 */
export function calledBy(text: string, settings: Settings): string[] {
  const document = parseYaml(text);
  const kind = workloadKindOf(document);
  if (kind === undefined || !isObject(document)) return [];
  const { metadata } = podOf(readWorkload(document, kind), kind);
  const namespaceLabels = {
    "kubernetes.io/metadata.name": metadata.namespace || settings.namespace || "default",
    ...parseLabels(settings.namespaceLabels),
  };
  const { webhooks } = webhookConfiguration({
    url: "https://localhost/inject",
    ...(settings.revision && { revision: settings.revision }),
  }) as unknown as { webhooks: readonly Webhook[] };
  return webhooks
    .filter(({ namespaceSelector }) => matches(namespaceSelector, namespaceLabels))
    .filter(({ objectSelector }) => matches(objectSelector, metadata.labels ?? {}))
    .map(({ name }) => name);
}

/** "a=b, c=d"; a label without a value has the empty one. */
function parseLabels(text = ""): Record<string, string> {
  const pairs = text.split(/[,\s]+/).filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => /^([^=]*)=?(.*)$/s.exec(pair)?.slice(1) ?? []));
}

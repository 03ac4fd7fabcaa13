import { spawnSync } from "node:child_process";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../../cli/kubernetes/api.ts";
import { judge } from "../../support/istio.ts";

export interface ChartSettings {
  /** "" is the default one. */
  readonly revision?: string;
  readonly revisionTags?: readonly string[];
  readonly enableNamespacesByDefault?: boolean;
  /** Where the webhook is, in place of istiod's service. */
  readonly injectionURL?: string;
  readonly injectionCABundle?: string;
  /** The chart's own default is "Never". */
  readonly reinvocationPolicy?: "IfNeeded" | "Never";
}

/** The MutatingWebhookConfigurations that Istio's chart installs. */
export function chartWebhooks(settings: ChartSettings): KubernetesObject[] {
  const { revision = "", revisionTags = [], enableNamespacesByDefault = false } = settings;
  const { injectionURL = "", injectionCABundle = "", reinvocationPolicy = "Never" } = settings;
  const values = {
    revision,
    revisionTags,
    sidecarInjectorWebhook: { enableNamespacesByDefault, reinvocationPolicy },
    istiodRemote: { injectionURL, injectionCABundle: Buffer.from(injectionCABundle).toString("base64") },
  };
  const result = spawnSync(judge().program("charttemplates"), {
    cwd: `${judge().cache}/source`,
    input: `${JSON.stringify({ chart: "istio-control/istio-discovery", values })}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const { output, error } = JSON.parse(result.stdout || '{"error":""}');
  if (!output) throw new Error(`Istio's chart cannot be rendered: ${error}${result.stderr}`);
  return Object.values(output as Record<string, string>)
    .filter((text) => text.includes("kind: MutatingWebhookConfiguration"))
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()))
    .filter((document) => document?.kind === "MutatingWebhookConfiguration");
}

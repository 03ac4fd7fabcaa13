import { readFile } from "node:fs/promises";
import { text as readStream } from "node:stream/consumers";
import { sourceForCluster } from "../../lib/clusters/cluster-source.ts";
import { readRegistry } from "../../lib/clusters/directory.ts";
import { webhookUrl } from "../../lib/clusters/webhook-configuration.ts";
import { readDocument } from "../../lib/injection/workload.ts";
import { readWorkload, workloadKindOf } from "../../lib/injection/workload-kinds.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import { stringifyYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, type Mutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import { explainMutation } from "../../lib/rules/provenance.ts";
import { podRequest } from "../../lib/rules/workload.ts";
import type { ExplainOptions } from "../explain.ts";
import { UsageError } from "../fail.ts";
import { readInjector } from "../injector-options.ts";
import { callerPath } from "../paths.ts";
import { type Explanation, explanationText } from "./text.ts";
import { calledWebhook, readLabels } from "./webhook.ts";

export async function explain(options: ExplainOptions): Promise<void> {
  const { source, path } = await injectorFor(options);
  const explanation = explainDocument(await readInput(options.filename), compileMutator(source), {
    ...options,
    path,
    ...(source.revision !== undefined && { revision: source.revision }),
  });
  if (explanation.outcome === "refuse") process.exitCode = 1;
  process.stdout.write(PRINTERS[options.output](explanation));
}

const PRINTERS: Readonly<Record<ExplainOptions["output"], (explanation: Explanation) => string>> = {
  text: (explanation) => explanationText(explanation, process.stdout),
  json: (explanation) => `${JSON.stringify(explanation, plain, 2)}\n`,
  yaml: (explanation) => stringifyYaml(explanation),
};

/** JSON.stringify refuses bigint: integers beyond 2^53 are printed as texts. */
const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

interface Settings extends Pick<ExplainOptions, "namespace" | "namespaceLabels" | "filename"> {
  readonly path: string;
  readonly revision?: string;
}

function explainDocument(text: string, mutator: Mutator, settings: Settings): Explanation {
  const document = readDocument(text);
  const kind = workloadKindOf(document);
  if (kind === undefined || !isObject(document))
    throw new UsageError(`${settings.filename} is neither a pod nor a workload that makes pods`);
  const { namespace = "default", namespaceLabels, revision } = settings;
  const asked = podRequest(readWorkload(document, kind), kind, {
    rules: "webhook",
    namespace,
    path: settings.path,
  });
  const called =
    namespaceLabels === undefined
      ? undefined
      : calledWebhook(mutator, asked, { labels: readLabels(namespaceLabels), revision });
  // The webhook for the rules has a path of its own, by which Istio is left out.
  const path = called?.rulesAlone ? settings.path.replace(/^\/inject/, "/rules") : settings.path;
  const { decision, fields } = explainMutation(mutator, { ...asked, path });
  const { outcome, reasons, templates, warnings, message } = decision;
  const { name, type } = asked.workload as NonNullable<typeof asked.workload>;
  return {
    object: `${type.kind || "Pod"}/${name.name}`,
    namespace: asked.namespace,
    outcome: called?.webhook === null ? "not called" : outcome,
    ...(called && { webhook: called.webhook, webhooks: called.tried }),
    reasons: reasons.map((reason, i) => ({
      ...reason,
      decided: reason.verdict !== "pass" || i === reasons.length - 1,
    })),
    templates,
    warnings,
    ...(message !== undefined && { message }),
    fields: called?.webhook === null ? [] : fields,
  };
}

/** The injector, with what a cluster's entry changes in it, and the path by which that cluster calls. */
async function injectorFor(options: ExplainOptions): Promise<{ source: MutatorSource; path: string }> {
  const { source } = await readInjector(options);
  const { cluster, clusters } = options;
  if (cluster === undefined) {
    if (clusters !== undefined) throw new UsageError("--clusters needs --cluster: whose entry it is");
    return { source, path: "/inject" };
  }
  if (clusters === undefined) return { source, path: webhookUrl("", { cluster }) };
  const content = await readFile(callerPath(clusters)).catch((cause: Error) => {
    throw new UsageError(`cannot read ${clusters}: ${cause.message}`, { cause });
  });
  const registry = readRegistry({ content });
  const entry = registry.clusters.get(cluster);
  if (entry === undefined) {
    const hint = `Have ${[...registry.clusters.keys()].join(", ") || "none"}.`;
    throw new UsageError(`the registry has no cluster ${cluster}`, { hint });
  }
  return {
    source: sourceForCluster(source, entry),
    path: webhookUrl("", { cluster, network: entry.network }),
  };
}

async function readInput(file: string): Promise<string> {
  if (file === "-") return readStream(process.stdin);
  return readFile(callerPath(file), "utf8").catch((cause: Error) => {
    throw new UsageError(`cannot read ${file}: ${cause.message}`, { cause });
  });
}

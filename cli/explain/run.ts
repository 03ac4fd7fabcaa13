import { readDocument } from "../../lib/injection/workload.ts";
import { readWorkload, workloadKindOf } from "../../lib/injection/workload-kinds.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import { compileMutator, type Mutator } from "../../lib/rules/mutator.ts";
import { explainMutation } from "../../lib/rules/provenance.ts";
import { podRequest } from "../../lib/rules/workload.ts";
import { chosenInjector } from "../chosen-injector.ts";
import type { ExplainOptions } from "../explain.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { structured } from "../output.ts";
import { type Explanation, explanationText } from "./text.ts";
import { calledWebhook, readLabels } from "./webhook.ts";

export async function explain(options: ExplainOptions): Promise<void> {
  const { source, path } = await chosenInjector(options);
  const explanation = explainDocument(await readText(options.filename), compileMutator(source), {
    ...options,
    path,
    ...(source.revision !== undefined && { revision: source.revision }),
  });
  if (explanation.outcome === "refuse") process.exitCode = 1;
  const { output } = options;
  process.stdout.write(
    output === "text" ? explanationText(explanation, process.stdout) : structured(explanation, output),
  );
}

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

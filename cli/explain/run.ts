import { readDocument } from "../../lib/injection/workload.ts";
import { isList, readWorkload, workloadKindOf } from "../../lib/injection/workload-kinds.ts";
import { isObject, type JsonObject } from "../../lib/kubernetes/objects.ts";
import { compileMutator, type Mutator } from "../../lib/rules/mutator.ts";
import { ruleLine } from "../../lib/rules/places.ts";
import { explainMutation } from "../../lib/rules/provenance.ts";
import { podRequest } from "../../lib/rules/workload.ts";
import { decompress } from "../../lib/sources/decompress.ts";
import { type ChosenInjector, chosenInjector } from "../chosen-injector.ts";
import type { ExplainOptions } from "../explain.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { structured } from "../output.ts";
import { type ExplainedField, type Explanation, explanationText } from "./text.ts";
import { calledWebhook, readLabels } from "./webhook.ts";

export async function explain(options: ExplainOptions): Promise<void> {
  const injector = await chosenInjector(options);
  const mutator = compileMutator(injector.source);
  const document = readDocument(await readText(options.filename));
  const objects = objectsIn(document);
  if (objects.length === 0) {
    throw new UsageError(`${options.filename} is neither a pod nor a workload that makes pods`);
  }
  const explanations = objects.map((object) => explainObject(object, mutator, { ...options, ...injector }));
  if (explanations.some(({ outcome }) => outcome === "refuse")) process.exitCode = 1;
  const { output } = options;
  process.stdout.write(
    output === "text"
      ? explanations.map((explanation) => explanationText(explanation, process.stdout)).join("\n")
      : structured(isList(document) ? explanations : explanations[0], output),
  );
}

/** What makes pods in a document: itself, or items of a List. */
function objectsIn(document: unknown): JsonObject[] {
  if (isList(document)) return document.items.flatMap(objectsIn);
  return isObject(document) && workloadKindOf(document) !== undefined ? [document] : [];
}

type Settings = Pick<ExplainOptions, "namespace" | "namespaceLabels"> & ChosenInjector;

function explainObject(object: JsonObject, mutator: Mutator, settings: Settings): Explanation {
  const { namespace = "default", namespaceLabels, source, overlay } = settings;
  const { revision } = source;
  const kind = workloadKindOf(object) as NonNullable<ReturnType<typeof workloadKindOf>>;
  const asked = podRequest(readWorkload(object, kind), kind, {
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
  const { decision, fields } = explainMutation(mutator, { ...asked, path }, { source, overlay });
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
    fields: called?.webhook === null ? [] : withRuleLines(fields, settings),
  };
}

/** The line of a file for each field that a rule set. */
function withRuleLines(
  fields: ReturnType<typeof explainMutation>["fields"],
  { files }: Settings,
): ExplainedField[] {
  if (!fields.some(({ source }) => source.kind === "rule")) return [...fields];
  const texts = files.map(({ file, content }) => ({ file, text: decompress(content) }));
  return fields.map((field) => {
    const at = field.source.kind === "rule" ? ruleLine(texts, field.source) : undefined;
    return at === undefined ? field : { ...field, at };
  });
}

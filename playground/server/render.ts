import type { Decision } from "../../lib/injection/decision.ts";
import { diff } from "../../lib/injection/diff.ts";
import type { WorkloadOptions } from "../../lib/injection/workload.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import type { Mutator } from "../../lib/rules/mutator.ts";
import type { DecisionView, LineOrigin, Problem, RenderRequest, RenderResponse, Settings } from "../api.ts";
import { calledBy } from "./called-by.ts";
import { compile, configured, overlayOf, type Served } from "./configuration.ts";
import { originsOf } from "./origins.ts";
import { type ProblemTexts, problemOf } from "./problems.ts";

/** A YAML document, and what it comes to. */
export interface InjectedDocument {
  readonly text: string;
  readonly injected: string;
  readonly name: string;
  readonly decisions: readonly Decision[];
}

export interface RenderOptions {
  /** What is served, to a cluster or by default. @throws where the registry is bad */
  readonly sourceFor: (cluster: string | undefined) => Promise<Served>;
  /** The served rules, as the page shows them. */
  readonly rulesText: (source: Served) => string;
  /** Cuts a stream into its documents. */
  readonly split: (text: string) => string[];
  readonly join: (documents: readonly string[]) => string;
  /** As `remora inject` does it. @throws KubernetesError where the text is no YAML */
  readonly inject: (mutator: Mutator, text: string, options: WorkloadOptions) => InjectedDocument;
}

/** Does to a workload what the webhook would, and says why. Whatever is wrong with what was given is a problem. */
export async function render(
  { workload, settings }: RenderRequest,
  options: RenderOptions,
): Promise<RenderResponse> {
  const served = await options.sourceFor(settings.cluster);
  const problems: Problem[] = [];
  const texts = {
    config: settings.config ?? served.source.config ?? "",
    rules: settings.rules ?? options.rulesText(served),
  };
  const attempt = attempting(problems, texts);
  const source = attempt(() => configured(served, settings), { place: "rules" });
  const mutator = source && attempt(() => compile(source), {});
  if (source === undefined || mutator === undefined) return { ...NOTHING, result: workload, problems };
  const webhook = {
    rules: "webhook",
    path: pathOf(settings),
    namespace: settings.namespace || "default",
  } as const;
  const sources = { source, overlay: overlayOf(served) };
  const documents: InjectedDocument[] = [];
  const origins: LineOrigin[] = [];
  const decisions: DecisionView[] = [];
  let [line, resultLine] = [0, 0];
  for (const text of options.split(workload)) {
    const document = attempt(() => options.inject(mutator, text, webhook), { line }) ?? unreadable(text);
    documents.push(document);
    for (const decision of document.decisions) {
      if (decision.cause !== undefined) problems.push(problemOf(decision.cause, texts, { line }));
      decisions.push(viewOf(decision, document, settings, mutator, webhook));
    }
    for (const origin of originsOf({ mutator, sources, texts, document, webhook })) {
      origins.push({ ...origin, line: origin.line + resultLine });
    }
    line += countLines(text);
    resultLine += countLines(document.injected);
  }
  const patch = documents.flatMap(({ text, injected }) => patchOf(text, injected));
  const result = options.join(documents.map(({ injected }) => injected));
  return { result, patch, decisions, origins, problems };
}

const NOTHING = { patch: [], decisions: [], origins: [] };

/** The webhook's path, as a cluster's configuration would name it. */
function pathOf({ cluster, network }: Settings): string {
  const segment = (key: string, value: string | undefined) =>
    value ? `/${key}/${value.replaceAll("/", "--slash--")}` : "";
  return `/inject${segment("cluster", cluster)}${segment("net", network)}`;
}

function attempting(problems: Problem[], texts: ProblemTexts) {
  return <T>(run: () => T, about: Parameters<typeof problemOf>[2]): T | undefined => {
    try {
      return run();
    } catch (error) {
      problems.push(problemOf(error, texts, about));
      return undefined;
    }
  };
}

function unreadable(text: string): InjectedDocument {
  return { text, injected: text, name: "document", decisions: [] };
}

function viewOf(
  decision: Decision,
  document: InjectedDocument,
  settings: Settings,
  mutator: Mutator,
  webhook: WorkloadOptions,
): DecisionView {
  const { outcome, reasons, templates, warnings, message } = decision;
  return {
    name: document.name,
    outcome,
    reasons: reasons.map(({ text, rule, verdict }) => ({ text, rule, verdict })),
    templates,
    warnings,
    ...(message !== undefined && { message }),
    webhooks: calledBy(document.text, settings, mutator, webhook),
  };
}

function patchOf(before: string, after: string): readonly unknown[] {
  return before === after ? [] : diff(parseYaml(before), parseYaml(after));
}

function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

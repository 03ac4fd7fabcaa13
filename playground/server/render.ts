import type { Decision } from "../../lib/injection/decision.ts";
import { diff } from "../../lib/injection/diff.ts";
import type { WorkloadOptions } from "../../lib/injection/workload.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, type Mutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import type { DecisionView, LineOrigin, Problem, RenderRequest, RenderResponse, Settings } from "../api.ts";
import { calledBy } from "./called-by.ts";
import { originsOf } from "./origins.ts";
import { problemOf } from "./problems.ts";

/** A YAML document, and what it comes to. */
export interface InjectedDocument {
  readonly text: string;
  readonly injected: string;
  readonly name: string;
  readonly decisions: readonly Decision[];
}

export interface RenderOptions {
  /** The injector for a cluster, or the one served by default. @throws where the registry is bad */
  readonly sourceFor: (cluster: string | undefined) => Promise<MutatorSource>;
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
  const problems: Problem[] = [];
  const source = overridden(await options.sourceFor(settings.cluster), settings);
  const mutator = attempt(() => compile(source), source, undefined, problems);
  if (mutator === undefined) return { ...NOTHING, result: workload, problems };
  const webhook = {
    rules: "webhook",
    path: pathOf(settings),
    namespace: settings.namespace || "default",
  } as const;
  const documents: InjectedDocument[] = [];
  const origins: LineOrigin[] = [];
  const decisions: DecisionView[] = [];
  let [lines, resultLines] = [0, 0];
  for (const text of options.split(workload)) {
    const document =
      attempt(() => options.inject(mutator, text, webhook), source, lines, problems) ?? unreadable(text);
    documents.push(document);
    for (const decision of document.decisions) {
      if (decision.cause !== undefined) problems.push(problemOf(decision.cause, source, lines));
      decisions.push(viewOf(decision, document, settings));
    }
    for (const origin of originsOf({ mutator, source, document, webhook })) {
      origins.push({ ...origin, line: origin.line + resultLines });
    }
    lines += countLines(text);
    resultLines += countLines(document.injected);
  }
  const patch = documents.flatMap(({ text, injected }) => patchOf(text, injected));
  const result = options.join(documents.map(({ injected }) => injected));
  return { result, patch, decisions, origins, problems };
}

const NOTHING = { patch: [], decisions: [], origins: [] };

function overridden(source: MutatorSource, settings: Settings): MutatorSource {
  const { config, values, mesh, revision, kubernetesVersion, nativeSidecars } = settings;
  return {
    ...source,
    ...(config !== undefined && { config }),
    ...(values !== undefined && { values }),
    ...(mesh !== undefined && { mesh }),
    ...(revision !== undefined && { revision }),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    ...(nativeSidecars !== undefined && { nativeSidecars }),
  };
}

/** The last configuration stays compiled: while a workload is typed, nothing else changes. */
let last: { readonly key: string; readonly mutator: Mutator } | undefined;

function compile(source: MutatorSource): Mutator {
  const key = JSON.stringify(source);
  if (last?.key !== key) last = { key, mutator: compileMutator(source) };
  return last.mutator;
}

/** The webhook's path, as a cluster's configuration would name it. */
function pathOf({ cluster, network }: Settings): string {
  const segment = (key: string, value: string | undefined) =>
    value ? `/${key}/${value.replaceAll("/", "--slash--")}` : "";
  return `/inject${segment("cluster", cluster)}${segment("net", network)}`;
}

function attempt<T>(
  run: () => T,
  source: MutatorSource,
  workloadLine: number | undefined,
  problems: Problem[],
): T | undefined {
  try {
    return run();
  } catch (error) {
    problems.push(problemOf(error, source, workloadLine));
    return undefined;
  }
}

function unreadable(text: string): InjectedDocument {
  return { text, injected: text, name: "document", decisions: [] };
}

function viewOf(decision: Decision, document: InjectedDocument, settings: Settings): DecisionView {
  const { outcome, reasons, templates, warnings, message } = decision;
  return {
    name: document.name,
    outcome,
    reasons: reasons.map(({ text, rule, verdict }) => ({ text, rule, verdict })),
    templates,
    warnings,
    ...(message !== undefined && { message }),
    calledBy: calledBy(document.text, settings),
  };
}

function patchOf(before: string, after: string): readonly unknown[] {
  return before === after ? [] : diff(parseYaml(before), parseYaml(after));
}

function countLines(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

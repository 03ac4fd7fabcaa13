import type { Decision } from "../../lib/injection/decision.ts";
import { compileMutator, type Mutator, mutate } from "../../lib/rules/mutator.ts";
import { type InjectorOptions, readInjector } from "../injector-options.ts";
import { type OutputFormat, structured, table } from "../output.ts";
import { progress } from "../progress.ts";
import { painter, printable } from "../terminal.ts";
import { type PodGroup, podGroups } from "./pods.ts";
import { askingFor } from "./sample-pods.ts";
import { type ValuesReport, valuesReport } from "./values-report.ts";

export interface ValidateOptions {
  readonly pods?: string;
  readonly strict?: true;
  readonly listValues?: true;
  readonly output: OutputFormat;
}

/** What `remora template validate` tells, in this form as JSON and YAML. */
interface Report {
  readonly pods: readonly PodReport[];
  readonly warnings: readonly string[];
  readonly values: ValuesReport;
}

interface PodReport {
  readonly pod: string;
  /** How many pods are like it, itself included. */
  readonly count: number;
  /** "not for pods" is a template that something else than pods is made by. */
  readonly outcome: Decision["outcome"] | "not for pods";
  readonly templates: readonly string[];
  readonly message?: string;
}

/** @throws what makes the injector unusable, with its place */
export async function validate(injector: InjectorOptions, options: ValidateOptions): Promise<void> {
  const { source } = await readInjector(injector);
  const mutator = compileMutator(source);
  const pods = reportPods(mutator, await podGroups(options.pods));
  const asked = reportPods(mutator, untried(mutator, pods)).map(withoutOthersTemplates);
  const all = [...pods, ...asked];
  const report = { pods: all, warnings: warningsOf(all), values: valuesReport(mutator, source) };
  if (options.output === "text") tell(report, options);
  else process.stdout.write(structured(report, options.output));
  if (options.strict && report.warnings.length > 0) process.exitCode = 1;
}

function reportPods(mutator: Mutator, groups: readonly PodGroup[]): PodReport[] {
  const done = progress(groups.length, " pods");
  return groups.map(({ name, pod, count }) => {
    const { namespace = "default" } = pod.metadata;
    const { outcome, templates, message } = mutate(mutator, { pod, namespace, path: "/inject" });
    done();
    return { pod: name, count, outcome, templates, ...(message !== undefined && { message }) };
  });
}

/** A pod for each template that no other pod gets: one that asks for it. */
function untried({ istio }: Mutator, pods: readonly PodReport[]): PodGroup[] {
  const tried = new Set(pods.flatMap(({ templates }) => templates));
  return [...(istio?.templates.keys() ?? [])]
    .filter((template) => !tried.has(template))
    .map((template) => ({ name: `template ${template}`, pod: askingFor(template), count: 1 }));
}

/**
 * Istio keeps the templates of its gateway controller (waypoint, kube-gateway) with those for pods. They ask for what
 * no pod's template is given, and nobody asks them to inject a pod.
 */
function withoutOthersTemplates(report: PodReport): PodReport {
  const field = /at <\.(\w+)>: can't evaluate field \1 in type \*inject\.SidecarTemplateData$/;
  const isOthers = report.outcome === "refuse" && field.test(report.message ?? "");
  return isOthers ? { ...report, outcome: "not for pods" } : report;
}

/** Each message once, with the pods that it is about. */
function warningsOf(pods: readonly PodReport[]): string[] {
  const about = new Map<string, string[]>();
  for (const { pod, outcome, message = "refused" } of pods) {
    if (outcome === "refuse") about.set(message, [...(about.get(message) ?? []), pod]);
  }
  return [...about].map(([message, names]) => {
    const [first = "", ...more] = names;
    return `${first}${more.length > 0 ? ` and ${more.length} more` : ""}: ${message}`;
  });
}

const RESULTS = {
  inject: "injected",
  skip: "not injected",
  refuse: "refused",
  "not for pods": "not for pods",
};

function tell({ pods, warnings, values }: Report, options: ValidateOptions): void {
  const paint = painter(process.stderr);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const rows = pods.map(({ pod, count, outcome, templates }) => [
    printable(count === 1 ? pod : `${pod} (${count})`),
    outcome === "inject" ? `${RESULTS.inject} (${templates.join(", ")})` : RESULTS[outcome],
  ]);
  process.stdout.write(table([["POD", "RESULT"], ...rows], process.stdout));
  for (const warning of warnings) say(`${paint("yellow", "warning:")} ${printable(warning)}`);
  for (const line of valueLines(values, options.listValues ?? false)) say(printable(line));
  const count =
    warnings.length === 0 ? "" : `, with ${warnings.length} warning${warnings.length > 1 ? "s" : ""}`;
  say(`${paint("green", "valid")}${count}`);
}

/** Neither is a fault by itself: templates ask whether a value is set, and Istio's own code reads some, too. */
function valueLines({ unknown, unused }: ValuesReport, list: boolean): string[] {
  if (list) {
    return [
      ...unknown.map(({ path, place }) => `${path} is read at ${place}, and not set`),
      ...unused.map((path) => `${path} is set, and no template reads it`),
    ];
  }
  if (unknown.length + unused.length === 0) return [];
  return [
    `${unknown.length} values are read and not set, ${unused.length} are set and not read: --list-values names them`,
  ];
}

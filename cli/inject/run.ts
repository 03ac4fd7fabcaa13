import jsonPatch from "fast-json-patch";
import type { Decision } from "../../lib/injection/decision.ts";
import type { WorkloadOptions } from "../../lib/injection/workload.ts";
import type { JsonObject } from "../../lib/kubernetes/objects.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, type Mutator } from "../../lib/rules/mutator.ts";
import { type ChosenInjector, chosenInjector } from "../chosen-injector.ts";
import { textDiff } from "../diff.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import type { InjectOptions } from "../inject.ts";
import { painter, printable } from "../terminal.ts";
import { joinDocuments, splitDocuments } from "./documents.ts";
import { type InjectedText, injectText } from "./inject-text.ts";

interface Result extends InjectedText {
  readonly file: string;
}

/** Injects all files, and prints them only if nothing in them was refused: half of a rollout is worse than none. */
export async function injectFiles(options: InjectOptions): Promise<void> {
  const chosen = await chosenInjector(options);
  const mutator = compileMutator(chosen.source);
  const rules = rulesOf(options, chosen);
  const results: Result[] = [];
  for (const file of options.filename) {
    const text = await readText(file);
    for (const document of splitDocuments(text)) results.push(injectDocument(mutator, file, document, rules));
  }
  if (tell(results)) process.exitCode = 1;
  else process.stdout.write(PRINTERS[options.output](results));
}

function injectDocument(mutator: Mutator, file: string, text: string, rules: WorkloadOptions): Result {
  try {
    return { file, ...injectText(mutator, text, rules) };
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** A cluster has no other rules than the webhook's. */
function rulesOf(
  { webhook, cluster, revision, namespace, path }: InjectOptions,
  chosen: ChosenInjector,
): WorkloadOptions {
  return {
    rules: webhook || cluster !== undefined ? "webhook" : "kube-inject",
    path: cluster === undefined ? path : chosen.path,
    ...(revision !== undefined && { revision }),
    ...(namespace !== undefined && { namespace }),
  };
}

const PRINTERS: Readonly<Record<InjectOptions["output"], (results: readonly Result[]) => string>> = {
  yaml: (results) => joinDocuments(results.map(({ injected }) => injected)),
  json: (results) =>
    results
      .map(({ injected }) => parseYaml(injected))
      .filter((document) => document !== null)
      .map((document) => `${JSON.stringify(document, null, 2)}\n`)
      .join(""),
  patch: (results) => results.filter(isInjected).map(patchText).join(""),
  diff: (results) =>
    results.map(({ name, text, injected }) => textDiff(name, text, injected, process.stdout)).join(""),
};

function isInjected({ decisions }: Result): boolean {
  return decisions.some(({ outcome }) => outcome === "inject");
}

/** From the document as it is written to the injected one. */
function patchText({ text, injected }: Result): string {
  const patch = jsonPatch.compare(parseYaml(text) as JsonObject, parseYaml(injected) as JsonObject);
  return `${JSON.stringify(patch, null, 2)}\n`;
}

/** Says on stderr what was skipped, refused or warned of. @returns whether anything was refused */
function tell(results: readonly Result[]): boolean {
  const paint = painter(process.stderr);
  let refused = false;
  for (const { file, name, decisions } of results) {
    const say = (text: string) => process.stderr.write(`${printable(`${file}: ${name}`)}: ${text}\n`);
    for (const decision of decisions) {
      const { outcome, message, warnings } = decision;
      if (outcome === "refuse") say(`${paint("red", "refused")}: ${printable(message ?? "")}`);
      if (outcome === "skip") say(`not injected: ${printable(whyNot(decision))}`);
      // kube-inject's own warning says of a skip what its reason says better.
      for (const warning of warnings.filter((text) => !text.startsWith("===> Skipping")))
        say(`${paint("yellow", "warning")}: ${printable(warning)}`);
      refused ||= outcome === "refuse";
    }
  }
  return refused;
}

/** What Istio's policy decided by, and what each rule misses. */
function whyNot({ reasons }: Decision): string {
  const said = reasons.filter(({ code, verdict }) => verdict === "skip" || code === "rule-not-matched");
  return said.map(({ text }) => text).join("; ");
}

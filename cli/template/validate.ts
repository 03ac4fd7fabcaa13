import { readFile } from "node:fs/promises";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, type MutatorSource, mutate } from "../../lib/rules/mutator.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { UsageError } from "../fail.ts";
import { type InjectorOptions, readInjector } from "../injector-options.ts";
import { callerPath } from "../paths.ts";
import { painter, printable } from "../terminal.ts";
import { podDiff } from "./pod-diff.ts";
import { type Pod, SAMPLE_PODS } from "./sample-pods.ts";
import { type ValuesReport, valuesReport } from "./values-report.ts";

/** @throws what makes the injector unusable, with its place */
export async function validate(
  injector: InjectorOptions,
  options: { readonly pods?: string; readonly strict?: true; readonly listValues?: true },
): Promise<void> {
  const { source } = await readInjector(injector.injector?.length ? injector : withoutFiles(injector));
  const mutator = compileMutator(source);
  const paint = painter(process.stderr);
  let warnings = 0;
  const warn = (text: string) => {
    warnings++;
    process.stderr.write(`${paint("yellow", "warning:")} ${printable(text)}\n`);
  };

  for (const pod of await podsOf(options.pods)) {
    const { outcome, message, templates } = mutate(mutator, {
      pod,
      namespace: pod.metadata.namespace,
      path: "/inject",
    });
    const result =
      outcome === "inject"
        ? `injected (${templates.join(", ")})`
        : outcome === "skip"
          ? "not injected"
          : "refused";
    process.stdout.write(`${pod.metadata.name.padEnd(32)} ${result}\n`);
    if (outcome === "refuse") warn(`${pod.metadata.name}: ${message ?? "refused"}`);
  }
  reportValues(valuesReport(mutator, source), options.listValues ?? false);

  process.stderr.write(
    `${paint("green", "valid")}${warnings > 0 ? `, with ${warnings} warning${warnings > 1 ? "s" : ""}` : ""}\n`,
  );
  if (options.strict && warnings > 0) process.exitCode = 1;
}

/** Neither is a fault by itself: templates ask whether a value is set, and Istio's own code reads some, too. */
function reportValues({ unknown, unused }: ValuesReport, list: boolean): void {
  const say = (text: string) => process.stderr.write(`${printable(text)}\n`);
  if (list) {
    for (const { path, place } of unknown) say(`${path} is read at ${place}, and not set`);
    for (const path of unused) say(`${path} is set, and no template reads it`);
  } else if (unknown.length + unused.length > 0) {
    say(
      `${unknown.length} values are read and not set, ${unused.length} are set and not read: --list-values names them`,
    );
  }
}

function withoutFiles({ injector: _, ...rest }: InjectorOptions): InjectorOptions {
  return rest;
}

export async function diff(
  before: string,
  after: string,
  options: { readonly pods?: string; readonly exitCode?: true },
): Promise<void> {
  const [from, to] = (await Promise.all([before, after].map(readSource))) as [MutatorSource, MutatorSource];
  const changes = await podDiff(from, to, process.stdout, await podsOf(options.pods));
  if (changes === "") process.stderr.write("no pod would change\n");
  process.stdout.write(changes);
  if (options.exitCode && changes !== "") process.exitCode = 1;
}

async function readSource(file: string): Promise<MutatorSource> {
  return loadInjectorSource(await readText(file));
}

async function podsOf(file: string | undefined): Promise<readonly Pod[]> {
  if (file === undefined) return SAMPLE_PODS;
  const document = parseYaml(await readText(file)) as { items?: Pod[]; kind?: string } | null;
  const pods = (document?.items ?? [document]).filter(
    (item): item is Pod => (item as Pod | null)?.metadata !== undefined,
  );
  if (pods.length === 0)
    throw new UsageError(`${file} holds no pods`, { hint: "Make one: kubectl get pods -A -o yaml" });
  return pods;
}

async function readText(file: string): Promise<string> {
  return readFile(callerPath(file), "utf8").catch((cause: Error) => {
    throw new UsageError(`cannot read ${file}: ${cause.message}`, { cause });
  });
}

import { createInterface } from "node:readline/promises";
import { compileMutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import type { InjectorSecret, SecretVersion } from "../../lib/sources/injector-secret.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { type OutputFormat, structured, table } from "../output.ts";
import { injectorSecret } from "../registry.ts";
import type { SecretOptions } from "../template-secret.ts";
import { changesText, podChanges } from "./pod-diff.ts";
import { podGroups } from "./pods.ts";

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";
const PENDING = "AWSPENDING";

interface Confirmed {
  readonly yes?: true;
}

/** Refuses what does not compile; shows the sample pods that change; asks; writes. */
export async function push(
  file: string,
  options: SecretOptions & Confirmed & { readonly candidate?: true },
): Promise<void> {
  const next = readSource(await readText(file));
  const secret = await secretOf(options);
  const served = await secret.read({ stage: CURRENT });
  say(await difference(served, next));
  await confirm(`Put ${file} into ${secret.name}${options.candidate ? " as the candidate" : ""}?`, options);
  const id = await secret.write(JSON.stringify(next), options.candidate ? PENDING : CURRENT);
  say(
    `${secret.name}: version ${id} is ${options.candidate ? "the candidate" : "in service within a minute"}`,
  );
}

/** @throws where it could not be served: SourceError, TemplateError, RuleError, … with the place of the fault */
function readSource(text: string): MutatorSource {
  const source = loadInjectorSource(text);
  compileMutator(source);
  return source;
}

async function difference(served: string | undefined, next: MutatorSource): Promise<string> {
  if (served === undefined) return "the secret has no version in service yet: this is the first";
  try {
    const changes = podChanges(readSource(served), next, await podGroups(undefined));
    return changes.length === 0 ? "no sample pod changes" : changesText(changes, process.stderr);
  } catch (error) {
    return `what is in service cannot be compared: ${(error as Error).message}`;
  }
}

export async function pull(
  options: SecretOptions & { readonly candidate?: true; readonly version?: string },
): Promise<void> {
  const secret = await secretOf(options);
  const which = options.version ? { id: options.version } : { stage: options.candidate ? PENDING : CURRENT };
  const text = await secret.read(which);
  if (text === undefined)
    throw new UsageError(`${secret.name} has no such version; see remora template versions`);
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export async function versions(options: SecretOptions & { readonly output: OutputFormat }): Promise<void> {
  const all = (await (await secretOf(options)).versions()).map(({ id, stages, createdAt }) => ({
    id,
    stages,
    ...(createdAt && { createdAt: createdAt.toISOString().replace(/\.\d+Z$/, "Z") }),
  }));
  if (options.output !== "text") process.stdout.write(structured(all, options.output));
  else if (all.length === 0) say("no versions yet; put one in: remora template push FILE");
  else {
    const rows = all.map(({ id, createdAt = "-", stages }) => [id, createdAt, stages.join(", ") || "-"]);
    process.stdout.write(table([["VERSION", "CREATED", "STAGES"], ...rows], process.stdout));
  }
}

export async function rollback(options: SecretOptions & Confirmed & { readonly to?: string }): Promise<void> {
  const secret = await secretOf(options);
  const all = await secret.versions();
  const wanted = ({ id, stages }: SecretVersion) =>
    options.to === undefined ? stages.includes(PREVIOUS) : id === options.to;
  const version = all.find(wanted);
  if (version === undefined) {
    throw new UsageError(
      options.to === undefined
        ? `${secret.name} has no version before the one in service`
        : `${secret.name} has no version ${options.to}`,
      { hint: "See remora template versions." },
    );
  }
  await serve(secret, version.id, `Serve version ${version.id} again?`, options);
}

export async function promote(options: SecretOptions & Confirmed): Promise<void> {
  const secret = await secretOf(options);
  const candidate = (await secret.versions()).find(({ stages }) => stages.includes(PENDING));
  if (candidate === undefined) {
    throw new UsageError(`${secret.name} has no candidate`, {
      hint: "Put one in: remora template push FILE --candidate",
    });
  }
  await serve(secret, candidate.id, `Serve the candidate ${candidate.id} to everybody?`, options);
  await secret.drop(PENDING, candidate.id);
}

/** What is to be served has to be usable; an older version may have been made for an older remora. */
async function serve(
  secret: InjectorSecret,
  id: string,
  question: string,
  options: Confirmed,
): Promise<void> {
  const text = await secret.read({ id });
  if (text === undefined) throw new UsageError(`version ${id} of ${secret.name} has no value`);
  say(await difference(await secret.read({ stage: CURRENT }), readSource(text)));
  await confirm(question, options);
  await secret.serve(id);
  say(`${secret.name}: version ${id} is in service within a minute`);
}

const secretOf = (options: SecretOptions): Promise<InjectorSecret> => injectorSecret(options, options.name);

/** @throws UsageError where nobody is there to be asked, or the answer is no */
async function confirm(question: string, { yes }: Confirmed): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new UsageError("nothing was written: nobody is there to be asked", { hint: "Say --yes." });
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${question} [y/N] `);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("nothing was written");
}

function say(text: string): void {
  process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
}

/**
 * Runs every command of the documents and of the commands' own help as it is printed: against moto's AWS and a real
 * API server, each in a fresh folder. What is not run stands in plan.ts, with the reason.
 *
 *   npm run test:docs                all of them
 *   npm run test:docs -- explain     those with this text in them
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Checks } from "../support/checks.ts";
import { type DocumentedCommand, documentedCommands } from "./commands.ts";
import { BEGINNINGS, DOCUMENTS, PLANS, type Plan } from "./plan.ts";
import { DocsWorld, type Place } from "./world.ts";

/** Milliseconds that a command may take. */
const PATIENCE = 60_000;

type Run = Exclude<Plan, { readonly elsewhere: string } | { readonly not: string }>;

const filter = process.argv[2] ?? "";
const commands = documentedCommands().filter(
  ({ text, output, place }) => output === undefined && `${place} ${text}`.includes(filter),
);
const world = await DocsWorld.start();
const checks = new Checks();
const done = new Set<string>();
try {
  for (const command of commands) {
    const plan = planOf(command);
    // Some stand in several places; that a document says it once more needs no second proof.
    if ("elsewhere" in plan || "not" in plan || done.has(command.text)) continue;
    done.add(command.text);
    await checks.check(`${command.place}  ${command.text.split("\n")[0]}`, () => runs(command.text, plan));
  }
} finally {
  await world.stop();
  checks.close();
}

function planOf({ document, text }: DocumentedCommand): Plan {
  const beginning = Object.keys(BEGINNINGS).find((start) => text.startsWith(start));
  return DOCUMENTS[document] ?? PLANS[text] ?? (beginning ? BEGINNINGS[beginning] : undefined) ?? {};
}

async function runs(text: string, plan: Run): Promise<void> {
  const place = await world.open(text);
  const server = plan.server && (await world.serve(place, plan.server));
  try {
    const env = server ? { ...place.env, DOCS_SERVER_PORT: String(server.port) } : place.env;
    const { code, output } = await shell(text, plan, { ...place, env });
    assert.equal(code, plan.exits ?? 0, `it ended with ${code}:\n${output}`);
    if (plan.prints) assert.match(output, plan.prints);
    assert.doesNotMatch(output, /\n\s+at .*:\d+:\d+/);
  } finally {
    await server?.stop();
    await world.close(place);
  }
}

/** In bash, as a user has it; on a terminal of its own where somebody types. */
async function shell(
  text: string,
  { before = "", until, types }: Run,
  { folder, env }: Place,
): Promise<{ code: number | null; output: string }> {
  const script = `${before}\n${text}`;
  const bash = ["bash", "-o", "pipefail", "-c", script];
  const [program = "", ...args] =
    types === undefined ? bash : ["script", "-qec", `bash -o pipefail -c ${quoted(script)}`, "/dev/null"];
  const child = spawn(program, args, { cwd: folder, env, detached: true });
  const limit = setTimeout(() => stop("SIGKILL"), PATIENCE);
  const stop = (signal: NodeJS.Signals) => child.pid !== undefined && process.kill(-child.pid, signal);
  let output = "";
  let isStopped = false;
  const take = (data: Buffer) => {
    output += data;
    if (isStopped || !until?.test(output)) return;
    isStopped = true;
    stop("SIGINT");
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  child.stdin.end(types);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearTimeout(limit);
  return { code, output };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BuildError, buildJudge, type Judge, pinnedVersion } from "./build.ts";
import { type Case, readCase, type Settings } from "./case.ts";
import { OLDER_FILE, type OlderResult, olderResultOf } from "./compatibility/older.ts";
import { renderCompatibility } from "./compatibility/render.ts";
import { RESULT_FILE, type Result, resultOf } from "./compatibility/result.ts";
import { again, examine, type Verdict } from "./examine.ts";
import { generate } from "./generate/generate.ts";
import { istioCases } from "./istio-cases.ts";
import { Oracle, readAnswer } from "./oracle.ts";
import { Ours } from "./ours.ts";
import { describe, Report } from "./report.ts";
import { view, viewOfOlder } from "./view.ts";

/** How many cases are under way at a time, so that neither side waits for the other. */
const UNDER_WAY = 24;
/** What every annotation, setting, field and oddity must be drawn at least, in a run of this many cases or more. */
const DRAWS = 20;
const FULL_RUN = 5000;
const INJECTED = 0.8;

const HELP = `npm run conformance -- [options]

  --cases N           how many generated pods (default ${FULL_RUN}; 0: none)
  --seed N            the generator's seed (default: a fresh one, which is printed)
  --only TEXT         only cases whose name or configuration contains TEXT
  --no-istio          leave out Istio's own test data
  --istio-version V   another version of the Go module istio.io/istio
  --replay FOLDER     instead of all that, what an earlier run found different and wrote to FOLDER
  --docs              writes what was found into docs/compatibility.md
  --report FOLDER     where differences are written (default test/conformance/report)`;

const { values: options } = parseArgs({
  options: {
    cases: { type: "string", default: String(FULL_RUN) },
    seed: { type: "string" },
    only: { type: "string" },
    "no-istio": { type: "boolean", default: false },
    "istio-version": { type: "string", default: process.env.ISTIO_VERSION ?? "" },
    replay: { type: "string" },
    docs: { type: "boolean", default: false },
    report: { type: "string", default: join(import.meta.dirname, "report") },
    help: { type: "boolean", default: false },
  },
});

if (options.help) console.log(HELP);
else process.exitCode = await run().catch(explainFailure);

async function run(): Promise<number> {
  const started = Date.now();
  const judge = buildJudge({ istioVersion: options["istio-version"] || undefined });
  const oracle = new Oracle(judge.program("oracle"));
  const report = new Report();
  const complaints = await (options.replay === undefined
    ? explore(judge, oracle, report)
    : replay(oracle, report, options.replay, viewFor(judge)));
  oracle.close();
  console.log(`\n${report.text()}`);
  const { pods, files } = report;
  const failed = pods.different + files.different + complaints;
  console.log(`\nconformance: ${Math.round((Date.now() - started) / 1000)} s`);
  console.log(`${pods.identical + files.identical} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Istio's test data, and then what is generated. Returns how much of what can be drawn was drawn too seldom. */
async function explore(judge: Judge, oracle: Oracle, report: Report): Promise<number> {
  const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 32));
  const again = `npm run conformance -- --seed ${seed} --cases ${options.cases}`;
  console.log(`Istio ${judge.version}, seed ${seed} (${again})`);
  rmSync(options.report, { recursive: true, force: true });
  mkdirSync(options.report, { recursive: true });
  const see = viewFor(judge);
  await examineAll(oracle, chosen(options["no-istio"] ? [] : istioCases(judge)), report, see);

  const world = { judge, folder: options.report, starts: starts(oracle) };
  const { cases, coverage, surface } = await generate(world, seed, Number(options.cases));
  const verdicts = await examineAll(oracle, chosen(cases), report, see);
  report.write(options.report);
  if (report.failures.length > 0) console.log(`\ndifferences are in ${options.report}`);
  if (options.docs) {
    const release = readFileSync(join(judge.module, "VERSION"), "utf8").trim();
    const run = { istio: judge.version, release, seed };
    if (judge.version === pinnedVersion()) writeDocs(resultOf(run, report, coverage, surface), readOlder());
    else
      writeDocs(readResult(), [
        ...readOlder().filter((one) => one.release !== release),
        olderResultOf(run, report),
      ]);
  }
  return coverageComplaints(verdicts, coverage).length;
}

/** What an earlier run found different, asked again; what differs still is printed. */
async function replay(oracle: Oracle, report: Report, folder: string, see: typeof view): Promise<number> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".request.jsonl"));
  const cases = files.sort().map((file) => readCase(readFileSync(join(folder, file), "utf8").trim()));
  await examineAll(oracle, chosen(cases), report, see);
  for (const verdict of report.failures) console.log(`\n${describe(verdict)}`);
  return 0;
}

async function examineAll(
  oracle: Oracle,
  cases: readonly Case[],
  report: Report,
  see: typeof view,
): Promise<Verdict[]> {
  const door = new Ours();
  const ours = { ask: async (line: string) => readAnswer(door.answer(line)) };
  const verdicts: Verdict[] = [];
  let next = 0;
  let shown = Date.now();
  const worker = async () => {
    for (let asked = cases[next++]; asked !== undefined; asked = cases[next++]) {
      const verdict = await examine(oracle, ours, asked, see);
      verdicts.push(verdict);
      report.add(verdict);
      const second = again(verdict);
      if (second) report.add(await examine(oracle, ours, second, see));
      if (Date.now() - shown > 10_000) {
        shown = Date.now();
        process.stderr.write(
          `conformance: ${verdicts.length} of ${cases.length} cases, ${report.failures.length} differ\n`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, worker));
  return verdicts;
}

function readResult(): Result {
  return JSON.parse(readFileSync(RESULT_FILE, "utf8")) as Result;
}

function readOlder(): OlderResult[] {
  return existsSync(OLDER_FILE) ? (JSON.parse(readFileSync(OLDER_FILE, "utf8")) as OlderResult[]) : [];
}

function writeDocs(result: Result, older: readonly OlderResult[]): void {
  writeFileSync(RESULT_FILE, JSON.stringify(result));
  writeFileSync(OLDER_FILE, JSON.stringify(older));
  writeFileSync(new URL("../../docs/compatibility.md", import.meta.url), renderCompatibility(result, older));
  const files = [RESULT_FILE, OLDER_FILE].map((file) => fileURLToPath(file));
  spawnSync("npx", ["biome", "format", "--write", ...files], { stdio: "ignore" });
}

/** What is not the pinned version is older, and built with an older Kubernetes. */
function viewFor(judge: Judge): typeof view {
  return judge.version === pinnedVersion() ? view : viewOfOlder;
}

function chosen(cases: readonly Case[]): readonly Case[] {
  const { only } = options;
  return only ? cases.filter(({ name, group }) => name.includes(only) || group.includes(only)) : cases;
}

/** Does Istio start with a configuration at all? */
function starts(oracle: Oracle) {
  return async (injectorFile: string, settings: Settings) => {
    const { error } = await oracle.ask(JSON.stringify({ injectorFile, ...settings, review: {} }));
    return !error?.startsWith("build:");
  };
}

/** Prints how much of what can be drawn was, and how many pods ended injected; a full run has to draw everything. */
function coverageComplaints(
  verdicts: readonly Verdict[],
  coverage: Awaited<ReturnType<typeof generate>>["coverage"],
): string[] {
  const pods = verdicts.filter((verdict) => verdict.case.ask.kind !== "kube-inject");
  if (pods.length === 0) return [];
  const injected = pods.filter(({ istio }) => istio.patch !== undefined).length / pods.length;
  console.log(`generated: ${pods.length} pods, ${(injected * 100).toFixed(1)} % injected; drawn:`);
  for (const { family, things, least, draws } of coverage.families()) {
    console.log(
      `  ${family.padEnd(12)} ${String(things).padStart(4)} things, each at least ${least} times, ${draws} in all`,
    );
  }
  if (pods.length < FULL_RUN || options.only) return [];
  const rare = coverage.below(DRAWS).map(([name, count]) => `${name} was drawn ${count} times only`);
  const few =
    injected < INJECTED ? [`only ${(injected * 100).toFixed(1)} % of the generated pods were injected`] : [];
  for (const complaint of [...rare, ...few]) console.log(`  too little: ${complaint}`);
  return [...rare, ...few];
}

function explainFailure(error: unknown): number {
  console.error(error instanceof BuildError ? error.message : error);
  console.log("0 passed, 1 failed");
  return 1;
}

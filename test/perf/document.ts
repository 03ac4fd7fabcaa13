import { spawnSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { BARE_SDK, type ColdStart, median as medianOf, OURS, SDK_AS_SHIPPED } from "../runtime/cold-start.ts";
import { node24 } from "../support/node24.ts";
import type { Bundle, Part } from "./bundle.ts";
import { advantages, type Measurement } from "./measurement.ts";
import type { Memory } from "./server-load.ts";
import { median, spread } from "./statistics.ts";

export interface Results {
  readonly measurements: readonly Measurement[];
  readonly memory: readonly Memory[];
  readonly coldStarts: readonly ColdStart[];
  readonly bundle: Bundle;
  /** The version of the Go module istio.io/istio. */
  readonly istio: string;
}

/** Ours, Istio's, and how many times better ours is; each with its median and spread. */
export function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => {
    const { name, unit, ours, istio, goal } = measurement;
    const digits = unit.startsWith("ms") ? 3 : 0;
    const times = advantages(measurement);
    const verdict =
      goal === undefined ? "" : `${goal} times: ${median(times) >= goal ? "reached" : "**missed**"}`;
    return `| ${name} | ${unit} | ${spread(ours, digits)} | ${spread(istio, digits)} | ${spread(times, 1)} | ${verdict} |`;
  });
  return [
    "| work | unit | remora | Istio | times better | goal |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

export function document(results: Results): string {
  const { measurements, memory, coldStarts, bundle } = results;
  return `# Performance

Written by \`npm run bench\`; do not edit. Figures are medians, with the least and the most in brackets.

${machine(results)}

## Beside Istio's own injector

${table(measurements)}

![How many times better than Istio's injector](performance.svg)

${METHOD}

## Growth

${growth(measurements)}

## Memory

What \`remora serve\` keeps resident while distinct pods are posted to it over four connections. The goal is below
150 MB and flat.

| pods | MB |
| --- | --- |
${memory.map(({ after, megabytes }) => `| ${after.toLocaleString("en")} | ${megabytes.toFixed(0)} |`).join("\n")}

${startSections(coldStarts, bundle)}`;
}

const START = "## Cold start";

/** The page with these sections in the place of those it has; they are its last. */
export function withStartSections(page: string, coldStarts: readonly ColdStart[], bundle: Bundle): string {
  return page.slice(0, page.indexOf(START)) + startSections(coldStarts, bundle);
}

function startSections(coldStarts: readonly ColdStart[], bundle: Bundle): string {
  const ratio = (measure: "times" | "processorTimes", to = BARE_SDK) =>
    ratioOf(coldStarts, measure, to).toFixed(2);
  return `${START}

From the start of the process to the first answer, through Lambda's own runtime client, Istio's full configuration
in the secret; test/runtime does it, last on ${today()}. The goal is at most 1.5 times a handler that only fetches the
same secret with the SDK: it is **${ratio("times")} times** (${ratio("processorTimes")} times its processor time, all threads together). Beside
the same handler bundled as remora is, without \`import()\`, it is ${ratio("times", SDK_AS_SHIPPED)} times (${ratio("processorTimes", SDK_AS_SHIPPED)}).

| | ms | processor ms |
| --- | --- | --- |
${coldStarts.map(({ name, times, processorTimes }) => `| ${name} | ${spread(times, 0)} | ${spread(processorTimes, 0)} |`).join("\n")}

## Bundle

What a start reads is ${bundle.kilobytes.toFixed(0)} KB minified, ${bundle.compressedKilobytes.toFixed(0)} KB compressed:

| part | KB |
| --- | --- |
${rowsOf(largest(bundle.parts))}

Beside it lie packages that are read when they are first needed:

| file | KB |
| --- | --- |
${rowsOf(bundle.setAside)}
`;
}

const METHOD = `**Method.** Both sides get the same reviews in turns, each pinned to the same one core. *hello*, *big* and *replicas*
are the way of one review from the body's bytes to the answer's (parse, inject, write), without a network;
processor time counts everything that a process does for it, so also garbage collection and the compiling of
JavaScript. Before the first round each side has answered several times a round's reviews. "Distinct" pods differ
from each other in names, labels, annotations, variables and ports, and none is asked twice; "replicas" differ in
the review's uid alone. Istio's side is its webhook's HTTP handler in a Go program that does nothing else
(test/conformance/oracle/cmd/timer), with GOMAXPROCS=1; ours is bundled as it is for Lambda. The servers
are \`remora serve\` and Istio's webhook behind Go's HTTPS server, with the load made on another core over
kept connections; their requests per second are by the processor time that the server took, their latencies by
the client's clock on the machine as it was, other work on it included. Before anything is timed, pods of every
kind are compared with Istio's, and so are the servers' answers.`;

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function machine({ istio }: Results): string {
  const [cpu] = cpus();
  const node = spawnSync(`${node24()}/node`, ["--version"], { encoding: "utf8" }).stdout.trim();
  const go = spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8" }).stdout.trim();
  return `${today()}, ${cpus().length} cores of ${cpu?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${process.platform} ${process.arch}; Node ${node}, ${go}, istio.io/istio ${istio}.`;
}

/** What ten times as many cost, in times of what a tenth did: ten where growth is linear. */
function growth(measurements: readonly Measurement[]): string {
  const rows = ["containers", "variables"].map((what) => {
    const of = (count: number) => measurements.find(({ name }) => name === `${count} ${what}`);
    const [ten, hundred, thousand] = [of(10), of(100), of(1000)].map((row) =>
      row ? median(row.ours) : Number.NaN,
    );
    const step = (from = 0, to = 0) => (to / from).toFixed(1);
    return `| ${what} | ${step(ten, hundred)} | ${step(hundred, thousand)} |`;
  });
  return `How many times as long ten times as many take; linear growth is ten at most.

| | 10 → 100 | 100 → 1,000 |
| --- | --- | --- |
${rows.join("\n")}`;
}

function ratioOf(rows: readonly ColdStart[], measure: "times" | "processorTimes", to: string): number {
  const of = (wanted: string) => medianOf(rows.find(({ name }) => name === wanted)?.[measure] ?? []);
  return of(OURS) / of(to);
}

/** The largest by name, the others together. */
function largest(all: readonly Part[]): readonly Part[] {
  const kilobytes = all.slice(16).reduce((sum, part) => sum + part.kilobytes, 0);
  return kilobytes > 0 ? [...all.slice(0, 16), { name: "others", kilobytes }] : all;
}

function rowsOf(parts: readonly Part[]): string {
  return parts.map(({ name, kilobytes }) => `| ${name} | ${kilobytes.toFixed(1)} |`).join("\n");
}

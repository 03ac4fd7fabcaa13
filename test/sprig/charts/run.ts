/**
 * Renders every template of Istio's charts with several sets of values, and compares with what Helm itself makes of them.
 *
 *   npm run peers:charts
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { TemplateError } from "../../../lib/gotemplate/errors.ts";
import { run } from "../../gotemplate/peer.ts";
import { type Chart, renderChart } from "./chart.ts";
import { RENDERINGS } from "./values.ts";

type Result = { readonly output?: Readonly<Record<string, string>>; readonly error?: string };

const MODULE = fileURLToPath(new URL("../../conformance/oracle/", import.meta.url));
const BIN = `${MODULE}bin/charttemplates`;

function helm(): (Chart & Result)[] {
  mkdirSync(`${MODULE}bin`, { recursive: true });
  // The charts lie in Istio's module, of which the program needs no package: building alone would not bring it.
  run("go", ["mod", "download", "istio.io/istio"], "", MODULE);
  run("go", ["build", "-p", "2", "-o", BIN, "./cmd/charttemplates"], "", MODULE);
  const requests = RENDERINGS.map((rendering) => JSON.stringify(rendering)).join("\n");
  return run(BIN, [], requests, MODULE)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function ours(chart: Chart): Result {
  try {
    return { output: renderChart(chart) };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

/** Helm rewrites the error of a template: it keeps the innermost message. */
function sameError(go: string, our: string): boolean {
  return go.endsWith(our.slice(our.lastIndexOf(`: `) + 2).trim());
}

let passed = 0;
let failed = 0;
const templates = new Set<string>();

function check(name: string, same: boolean, go: string | undefined, our: string | undefined): void {
  if (same) passed++;
  else {
    failed++;
    console.log(`${name}\n${firstDifference(go ?? "(nothing)", our ?? "(nothing)")}`);
  }
}

function firstDifference(go: string, our: string): string {
  const [left, right] = [go.split("\n"), our.split("\n")];
  const line = left.findIndex((text, i) => text !== right[i]);
  return `  line ${line + 1}\n  Helm: ${JSON.stringify(left[line])}\n  ours: ${JSON.stringify(right[line])}`;
}

for (const [i, go] of helm().entries()) {
  const { chart, name } = RENDERINGS[i] as (typeof RENDERINGS)[number];
  const our = ours(go);
  for (const template of Object.keys(go.templates)) templates.add(`${chart}/${template}`);
  if (go.error !== undefined) {
    check(
      `${chart}, ${name}`,
      our.error !== undefined && sameError(go.error, our.error),
      go.error,
      our.error,
    );
    continue;
  }
  for (const [path, text] of Object.entries(go.output ?? {})) {
    const same = text === our.output?.[path];
    check(`${path}, ${name}`, same, text, our.output?.[path] ?? our.error);
  }
}

console.log(
  `${templates.size} template files of ${new Set(RENDERINGS.map(({ chart }) => chart)).size} charts, ${RENDERINGS.length} renderings`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

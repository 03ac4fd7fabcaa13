/**
 * Measures this project beside Istio's own injector, built from test/conformance, and writes docs/performance.md.
 *
 *   npm run bench                 everything, at least five rounds; some minutes
 *   npm run bench -- --quick      that it runs and that answers are equal; no figure is judged or written
 *   npm run bench -- --start      cold starts and the bundle alone; the rest of the page stays
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { coldStarts } from "../runtime/cold-start.ts";
import { installRuntimeClient } from "../runtime/runtime-client.ts";
import { Checks } from "../support/checks.ts";
import { istioConfiguration, judge } from "../support/istio.ts";
import { compareAnswers } from "./answers.ts";
import { bundle } from "./bundle.ts";
import { chart } from "./chart.ts";
import { document, table, withStartSections } from "./document.ts";
import { timeReviews } from "./reviews-timed.ts";
import { loadServers } from "./server-load.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    start: { type: "boolean", default: false },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "5" },
  },
});
const rounds = options.quick ? 1 : Math.max(5, Number(options.rounds));
const seconds = options.quick ? 1 : Number(options.seconds);
const memoryAfter = options.quick ? [100] : [1_000, 10_000, 25_000, 50_000, 75_000, 100_000];
const say = (what: string) => console.error(`bench: ${what}`);

const injector = join(judge().cache, "bench-injector.json");
writeFileSync(injector, JSON.stringify({ ...istioConfiguration(), revision: "default" }));
const built = spawnSync(process.execPath, ["tools/build.mjs", "lambda", "cli"], {
  cwd: ROOT,
  stdio: "inherit",
});
if (built.status !== 0) throw new Error("the build failed");

if (!options.quick) installRuntimeClient();

const PAGE = join(ROOT, "docs/performance.md");
if (options.start) {
  const page = readFileSync(PAGE, "utf8");
  writeFileSync(PAGE, withStartSections(page, await coldStarts(Math.max(15, rounds)), bundle()));
  process.exit();
}

const checks = new Checks();
say("are the answers equal?");
for (const { name, same, different } of await compareAnswers(injector, options.quick ? 3 : 20)) {
  await checks.check(`${name}: pods are as Istio makes them`, () => {
    if (different > 0) throw new Error(`${different} of ${same + different} differ`);
  });
}

say(`reviews, ${rounds} rounds`);
const reviews = await timeReviews(injector, rounds, options.quick ? 0.02 : 1);
say(`servers, ${rounds} rounds`);
const servers = await loadServers(injector, { rounds, seconds, memoryAfter });
const measurements = [...reviews, ...servers.measurements];
console.log(table(measurements));
await checks.check("both sides did all of the work", () => {
  const figures = measurements.flatMap(({ ours, istio }) => [...ours, ...istio]);
  if (!figures.every((figure) => figure > 0)) throw new Error("a figure is missing");
});

if (!options.quick) {
  say("cold starts");
  const results = {
    measurements,
    memory: servers.memory,
    coldStarts: await coldStarts(Math.max(15, rounds)),
    bundle: bundle(),
    istio: judge().version,
  };
  writeFileSync(PAGE, document(results));
  writeFileSync(join(ROOT, "docs/performance.svg"), chart(measurements));
  say("docs/performance.md is written");
}
checks.close();

/**
 * Works out from measured figures and published quotas what one deployment carries, and lets a fleet of 1,000
 * clusters restart at once; writes docs/scale.md.
 *
 *   npm run scale-model
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { Random } from "../../conformance/generate/random.ts";
import { document } from "./document.ts";
import { measuredFigures } from "./figures.ts";
import { QUOTAS } from "./quotas.ts";
import { type Deployment, type Fleet, simulate } from "./simulation.ts";

const SERVERLESS = new URL("../../../serverless.yml", import.meta.url);
const SEED = 1;
const MEMORY = 1024;
const figures = measuredFigures();
/** What the same work takes with a part of a processor; beyond one it does not get quicker. */
const scaled = (milliseconds: number, memory = MEMORY) =>
  milliseconds * Math.max(1, QUOTAS.megabytesOfACore.value / memory);

const fleet: Fleet = {
  clusters: 1_000,
  podsPerCluster: 100,
  podsPerSecond: QUOTAS.controllerPodsPerSecond.value,
  startsWithin: 1,
};
const { throttlingRate, throttlingBurst } = parse(readFileSync(SERVERLESS, "utf8"), { logLevel: "error" })
  .params.default;
const deployed: Deployment = {
  warm: scaled(figures.hello),
  cold: scaled(figures.coldStart),
  concurrency: QUOTAS.lambdaConcurrency.value,
  rate: throttlingRate,
  burst: throttlingBurst,
  provisioned: 0,
  retryAfter: 1_000,
};
const open = { ...deployed, rate: QUOTAS.apiRequestsPerSecond.value, burst: QUOTAS.apiBurst.value };
const provisioned = { ...open, provisioned: 900 };
const half = { ...fleet, clusters: fleet.clusters / 2 };

const scenarios = [
  { name: "as deployed", fleet, deployment: deployed },
  { name: "throttled by the account's quota alone", fleet, deployment: open },
  { name: "the same, 900 instances provisioned", fleet, deployment: provisioned },
  { name: "two regions, each half of the clusters", fleet: half, deployment: open },
  { name: "two regions, 900 provisioned in each", fleet: half, deployment: provisioned },
].map(({ name, fleet, deployment }) => {
  const random = new Random(SEED);
  return { name, outcome: simulate(fleet, deployment, () => random.next()) };
});

const text = document({ figures, fleet, throttling: throttlingRate, memory: MEMORY, scenarios, scaled });
writeFileSync(fileURLToPath(new URL("../../../docs/scale.md", import.meta.url)), text);
console.log(text);

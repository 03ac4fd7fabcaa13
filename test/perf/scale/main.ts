/**
 * Works out from measured figures and published quotas what one deployment carries, and lets a fleet of 1,000
 * clusters restart at once; writes docs/scale.md.
 *
 *   npm run scale-model
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Random } from "../../conformance/generate/random.ts";
import { document } from "./document.ts";
import { measuredFigures } from "./figures.ts";
import { MEGABYTES_OF_A_CORE } from "./quotas.ts";
import { type Deployment, type Fleet, simulate } from "./simulation.ts";

const SEED = 1;
const MEMORY = 1024;
const figures = measuredFigures();
/** What the same work takes with a part of a processor; beyond one it does not get quicker. */
const scaled = (milliseconds: number, memory = MEMORY) =>
  milliseconds * Math.max(1, MEGABYTES_OF_A_CORE / memory);

const fleet: Fleet = { clusters: 1_000, podsPerCluster: 100, podsPerSecond: 20, startsWithin: 1 };
const deployment: Deployment = {
  warm: scaled(figures.hello),
  cold: scaled(figures.coldStart),
  concurrency: 1_000,
  provisioned: 0,
  retryAfter: 1_000,
};
const provisioned = { ...deployment, provisioned: 100 };
const regions = { ...fleet, clusters: fleet.clusters / 2 };

const scenarios = [
  { name: "as deployed", fleet, deployment },
  { name: "100 instances provisioned", fleet, deployment: provisioned },
  { name: "two regions, each half of the clusters", fleet: regions, deployment },
  { name: "two regions, 100 provisioned in each", fleet: regions, deployment: provisioned },
].map(({ name, fleet, deployment }) => {
  const random = new Random(SEED);
  return { name, outcome: simulate(fleet, deployment, () => random.next()) };
});

const text = document({ figures, fleet, memory: MEMORY, scenarios, scaled });
writeFileSync(fileURLToPath(new URL("../../../docs/scale.md", import.meta.url)), text);
console.log(text);

/**
 * A real kube-apiserver calls the deployed function: what it selects, what it injects, what becomes of pods when
 * something fails. It needs Go for the API server and for Istio's own webhook, which judges the pods (or
 * KUBEBUILDER_ASSETS for the former), and a network only to get their sources the first time.
 *
 *   npm run e2e
 */
import { kubebuilderAssets } from "./chapters/assets.ts";
import { diagnosis } from "./chapters/diagnosis.ts";
import { drills } from "./chapters/drills.ts";
import { endurance } from "./chapters/endurance.ts";
import { injection } from "./chapters/injection.ts";
import { manifest } from "./chapters/manifest.ts";
import { migration } from "./chapters/migration.ts";
import { observability } from "./chapters/observability.ts";
import { rules } from "./chapters/rules.ts";
import { selection } from "./chapters/selection.ts";
import { verification } from "./chapters/verification.ts";
import { Rivals } from "./rivals.ts";
import { World } from "./world.ts";

/** All of them, or those that are named: npm run e2e -- --only verification,diagnosis */
const only = /--only[= ](\S+)/.exec(process.argv.join(" "))?.[1]?.split(",");
const isWanted = (chapter: string) => only?.includes(chapter) ?? true;

const world = await World.start();
try {
  if (isWanted("assets")) await kubebuilderAssets(world);
  if (isWanted("manifest")) await manifest(world);
  if (isWanted("selection") || isWanted("injection")) {
    const rivals = await Rivals.start(world);
    try {
      if (isWanted("selection")) await selection(world, rivals);
      if (isWanted("injection")) await injection(world, rivals);
    } finally {
      rivals.stop();
    }
  }
  if (isWanted("rules")) await rules(world);
  if (isWanted("observability")) await observability(world);
  if (isWanted("drills")) await drills(world, process.argv.includes("--write"));
  if (isWanted("verification")) await verification(world);
  if (isWanted("diagnosis")) await diagnosis(world);
  if (isWanted("migration")) await migration(world);
  if (isWanted("endurance")) await endurance(world);
} finally {
  await world.stop();
  world.checks.close();
}

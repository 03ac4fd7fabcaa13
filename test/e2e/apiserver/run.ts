/**
 * A real kube-apiserver calls the deployed function: what it selects, what it injects, what becomes of pods when
 * something fails. It needs Go for the API server and for Istio's own webhook, which judges the pods (or
 * KUBEBUILDER_ASSETS for the former), and a network only to get their sources the first time.
 *
 *   npm run e2e
 */
import { kubebuilderAssets } from "./chapters/assets.ts";
import { drills } from "./chapters/drills.ts";
import { endurance } from "./chapters/endurance.ts";
import { injection } from "./chapters/injection.ts";
import { manifest } from "./chapters/manifest.ts";
import { observability } from "./chapters/observability.ts";
import { selection } from "./chapters/selection.ts";
import { verification } from "./chapters/verification.ts";
import { Rivals } from "./rivals.ts";
import { World } from "./world.ts";

const world = await World.start();
try {
  await kubebuilderAssets(world);
  await manifest(world);
  const rivals = await Rivals.start(world);
  try {
    await selection(world, rivals);
    await injection(world, rivals);
  } finally {
    rivals.stop();
  }
  await observability(world);
  await drills(world, process.argv.includes("--write"));
  await verification(world);
  await endurance(world);
} finally {
  await world.stop();
  world.checks.close();
}

/**
 * Deploys the service with the real `serverless` into an AWS of its own on this machine, uses it, changes it,
 * breaks it and removes it. It needs Python 3 for the emulator and Go for Istio's own injector, which judges the
 * pods, and a network only to install the two the first time.
 *
 *   npm run e2e:deploy
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changes } from "./chapters/changes.ts";
import { configuration } from "./chapters/configuration.ts";
import { firstDeployment } from "./chapters/first-deployment.ts";
import { lastResort } from "./chapters/last-resort.ts";
import { logs } from "./chapters/logs.ts";
import { otherDoors } from "./chapters/other-doors.ts";
import { removal } from "./chapters/removal.ts";
import { World } from "./world.ts";

const log = join(tmpdir(), `remora-e2e-deploy-${process.pid}.log`);
console.log(`(the emulator's log: ${log})`);
const world = await World.start(log);
try {
  const urlDoor = await firstDeployment(world);
  await configuration(world, urlDoor);
  await otherDoors(world);
  await lastResort(world);
  await changes(world);
  await logs(world, log);
  await removal(world);
} finally {
  await world.stop();
}

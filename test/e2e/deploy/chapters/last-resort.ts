import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { PODS, review } from "../cases.ts";
import { ROOT, run, STAGE, serverless } from "../serverless.ts";
import { call } from "../webhook.ts";
import { DOMAIN_DOOR, SECOND, until, type World } from "../world.ts";

const FILE = `last-resort/${STAGE}.json.gz`;

/** What is in service is packed into a deployment, and serves where the function starts and its secret is no use. */
export async function lastResort(world: World): Promise<void> {
  const { aws, checks, settings } = world;
  try {
    await checks.check("`remora bundle-config` packs what is in service", async () => {
      const command = ["tsx", "cli/main.ts", "bundle-config", "--stage", STAGE, "--clusters"];
      const { status, output } = await run("npx", command, aws);
      assert.equal(status, 0, output);
      assert.match(output, /^packed injector \(\S+\)\nwith the registry of 1 clusters: /m);
    });
    await world.writeSecret("nonsense");
    await checks.check("`serverless deploy` takes it along, and says so", async () => {
      const { status, output } = await serverless(aws, ["deploy"], settings);
      assert.equal(status, 0, output);
      assert.match(output, /Packs the last resort of \S+: injector; with the registry of clusters\./);
    });
    await world.answersAsIstiodDoes("by the last resort", DOMAIN_DOOR, SECOND);
    await checks.check("everybody hears of it: the pod's author, the health check, the log", async () => {
      const { body } = await call(aws, DOMAIN_DOOR, world.path, review(PODS["a plain pod"] as object));
      assert.match(
        JSON.parse(body).response.warnings.join(),
        /packed into the function on [\d-]+ as its last resort/,
      );
      assert.equal(await health(world), "last resort");
      assert.match(await world.functionLog(), /"level":"ERROR","event":"configuration last resort"/);
    });
  } finally {
    rmSync(join(ROOT, FILE), { force: true });
    await world.push(SECOND);
  }
  await checks.check("the secret takes over as soon as it is good", () =>
    until(90, async () => {
      await world.patch(DOMAIN_DOOR);
      return (await health(world)) === "ok";
    }),
  );
  await checks.check("a deployment without the file packs none", async () => {
    const { status, output } = await serverless(aws, ["deploy"], settings);
    assert.equal(status, 0, output);
    assert.doesNotMatch(output, /last resort/);
  });
}

async function health({ aws }: World): Promise<string> {
  return JSON.parse((await call(aws, DOMAIN_DOOR, "/healthz")).body).status;
}

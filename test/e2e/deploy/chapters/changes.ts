import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { STACK, serverless } from "../serverless.ts";
import type { Stacks } from "../stacks.ts";
import { DOMAIN, DOMAIN_DOOR, SECOND, type World } from "../world.ts";

type Resources = Awaited<ReturnType<Stacks["resources"]>>;

/** Deploying again: the same, something else, back, and something that fails. */
export async function changes(world: World): Promise<void> {
  const { aws, stacks, checks, settings } = world;
  const secret = await world.injectorSecret();
  const count = async (name: string) => (await stacks.events(name)).length;
  const secretEvents = await count(`${STACK}-secrets`);
  const original = await stacks.resources(STACK);

  await checks.check("deploying the same again does nothing", async () => {
    const events = await count(STACK);
    const { status, output } = await serverless(aws, ["deploy"], settings);
    assert.equal(status, 0, output);
    assert.match(output, /No changes to deploy/);
    assert.equal(await count(STACK), events);
  });
  await checks.check(
    "another memory size changes the function, its version and its alias, and nothing else",
    async () => {
      const { status, output } = await serverless(aws, ["deploy"], { ...settings, memory: "512" });
      assert.equal(status, 0, output);
      assert.equal(await world.memory(), 512);
      const present = await stacks.resources(STACK);
      assert.deepEqual(changed(original, present), [
        "WebhookLambdaFunction",
        "WebhookLambdaVersion",
        "WebhookLiveAlias",
      ]);
      assert.equal(present.WebhookLambdaFunction?.id, original.WebhookLambdaFunction?.id);
      assert.equal(present.WebhookLiveAlias?.id, original.WebhookLiveAlias?.id);
    },
  );
  await checks.check(
    "`serverless rollback` goes back to the deployment before, settings and all",
    async () => {
      const { status, output } = await serverless(aws, ["rollback"]);
      assert.equal(status, 0, output);
      assert.equal(await world.memory(), 1024);
      assert.equal((await stacks.outputs(STACK)).WebhookUrl, `https://${DOMAIN}`);
      assert.deepEqual(definitions(await stacks.resources(STACK)), definitions(original));
    },
  );
  await checks.check(
    "a deployment that fails half-way is undone, and pods are injected all the while",
    async () => {
      const broken = { ...settings, memory: "2048", hostedZoneId: "Z0000000000000NOZONE" };
      const calls = caller(world);
      const { status, output } = await serverless(aws, ["deploy"], broken);
      const patches = await calls.end();
      assert.notEqual(status, 0, output);
      assert.ok(patches.length > 5, `${patches.length} calls`);
      for (const patch of patches) assert.match(patch, /registry\.example\.com\/second/);
      assert.equal((await stacks.find(STACK))?.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
      assert.equal(await world.memory(), 1024);
    },
  );
  await world.answersAsIstiodDoes("after the failed deployment", DOMAIN_DOOR, SECOND);
  await checks.check("none of it touched the secrets' stack or wrote a secret", async () => {
    assert.equal(await count(`${STACK}-secrets`), secretEvents);
    assert.deepEqual(await world.injectorSecret(), secret);
  });
}

/** Asks for a plain pod's patch again and again, until it is told to end. */
function caller(world: World): { end(): Promise<readonly string[]> } {
  const patches: string[] = [];
  let ended = false;
  const calls = (async () => {
    while (!ended) {
      patches.push(await world.patch(DOMAIN_DOOR));
      await sleep(250);
    }
  })();
  return {
    async end() {
      ended = true;
      await calls;
      return patches;
    },
  };
}

/** The resources that are others or said otherwise; a version's name ends in a hash. */
function changed(before: Resources, after: Resources): string[] {
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  const different = [...ids].filter((id) => !isDeepStrictEqual(before[id], after[id]));
  return [...new Set(different.map((id) => id.replace(/^(WebhookLambdaVersion).+/, "$1")))].sort();
}

function definitions(resources: Resources): unknown {
  return Object.fromEntries(Object.entries(resources).map(([id, { definition }]) => [id, definition]));
}

import assert from "node:assert/strict";
import { run } from "../../../support/command.ts";
import { Stage } from "../drills/stage.ts";
import type { World } from "../world.ts";

/** Pods that came up without their sidecars under `Ignore`, found by `remora verify`. */
export async function verification(world: World): Promise<void> {
  const { checks, cluster, server } = world;
  const namespace = "drill-ignore";
  const verify = () => run(["verify", "--kubeconfig", server.kubeconfig, "--namespace", namespace]);
  const create = (name: string) =>
    cluster.create(namespace, {
      metadata: { name },
      spec: { containers: [{ name: "app", image: "foo:1" }] },
    });
  await checks.check(
    "verify: lists the pods that a webhook without an answer let through, and them alone",
    async () => {
      await create("before");
      const stage = await Stage.open(world);
      await create("with-sidecar");
      await stage.webhook.stop();
      await create("without-sidecar");
      const { stdout, code } = await verify();
      await stage.close();
      assert.equal(code, 1);
      assert.match(stdout, /^drill-ignore\/before: /m);
      assert.match(stdout, /^drill-ignore\/without-sidecar: remora-drill-ignore let it through: no answer/m);
      assert.equal(stdout.trim().split("\n").length, 2, stdout);
      await cluster.removePods(namespace);
    },
  );
  await checks.check("verify: ends with 0 where all is well", async () => {
    const { stdout, stderr, code } = await verify();
    assert.deepEqual([stdout, code], ["", 0], stderr);
  });
}

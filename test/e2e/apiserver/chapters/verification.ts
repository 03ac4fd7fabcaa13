import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../../support/command.ts";
import { Stage } from "../drills/stage.ts";
import type { World } from "../world.ts";

const SHOP = "verify-shop";
const CROWD = "verify-crowd";

interface Found {
  readonly code: number | null;
  /** "pod: verdict: why" */
  readonly wrong: readonly string[];
  readonly pods: Readonly<Record<string, number>>;
  readonly said: string;
}

/** What `remora verify` finds among pods that an API server has let in. */
export async function verification(world: World): Promise<void> {
  const { checks, cluster } = world;
  await Stage.addNamespaces(world);
  await cluster.addNamespace(SHOP);
  const injector = join(world.folder, "injector.json");
  writeFileSync(injector, JSON.stringify(world.configurations.default));
  writeFileSync(join(world.folder, "canary.yaml"), JSON.stringify(world.configurations.canary));

  const verify = async (namespace: string, ...more: string[]): Promise<Found> => {
    const args = ["--kubeconfig", world.server.kubeconfig, "--namespace", namespace, "-o", "json"];
    const { stdout, stderr, code } = await run(["verify", ...args, ...more]);
    assert.ok(!(stdout + stderr).includes(world.token), "a token is printed");
    const { wrong, pods } = JSON.parse(stdout);
    const lines = wrong.map(
      (each: { pod: string; verdict: string; why: string }) => `${each.pod}: ${each.verdict}: ${each.why}`,
    );
    return { code, pods, wrong: lines, said: stderr };
  };
  const inService = ["--registry", world.registry, "--injector", injector];
  const create = (namespace: string, name: string, labels = {}) =>
    cluster.must("POST", `/api/v1/namespaces/${namespace}/pods`, {
      metadata: { name, labels },
      spec: { containers: [{ name: "app", image: "foo:1" }] },
    });

  await checks.check(
    "verify: tells pods that a webhook let through from those that came before it",
    async () => {
      const namespace = "drill-ignore";
      await create(namespace, "before");
      // The API server notes times to the second.
      await sleep(1_100);
      const stage = await Stage.open(world);
      await create(namespace, "with-sidecar");
      await stage.webhook.stop();
      await create(namespace, "without-sidecar");
      const found = await verify(namespace);
      await stage.close();
      assert.equal(found.code, 1);
      assert.deepEqual(found.pods, { missing: 2, ok: 1 });
      assert.match(
        found.wrong[0] as string,
        /^before: missing: created before remora-drill-ignore was registered/,
      );
      assert.match(
        found.wrong[1] as string,
        /^without-sidecar: missing: remora-drill-ignore did not answer in time, or with an error, and let it through/,
      );
      await cluster.removePods(namespace);
    },
  );

  await cluster.apply(world.manifests.default);
  await checks.check("verify: tells pods that came before their namespace's label", async () => {
    await create(SHOP, "early");
    await sleep(1_100);
    await cluster.label(SHOP, { "istio-injection": "enabled" });
    await create(SHOP, "late");
    await create(SHOP, "off", { "sidecar.istio.io/inject": "false" });
    const found = await verify(SHOP);
    assert.deepEqual(found.pods, { missing: 1, ok: 1, "left-out": 1 });
    assert.match(found.wrong[0] as string, /^early: missing: created before its namespace was labelled/);
    await cluster.must("DELETE", `/api/v1/namespaces/${SHOP}/pods/early?gracePeriodSeconds=0`);
  });
  await checks.check(
    "verify: pods that were injected here are of the version in service, and it ends with 0",
    async () => {
      const found = await verify(SHOP, ...inService);
      assert.deepEqual([found.code, found.wrong, found.pods], [0, [], { ok: 1, "left-out": 1 }], found.said);
    },
  );
  await checks.check("verify: a version that came into service since makes them outdated", async () => {
    const newer = join(world.folder, "newer.json");
    const values = JSON.parse(world.configurations.default.values);
    values.global.tag = "9.9.9";
    writeFileSync(newer, JSON.stringify({ ...world.configurations.default, values: JSON.stringify(values) }));
    const found = await verify(SHOP, "--registry", world.registry, "--injector", newer);
    assert.equal(found.code, 1);
    assert.match(
      found.wrong[0] as string,
      /^late: outdated: .*istio-proxy is proxyv2:[^,]+, now proxyv2:9\.9\.9/,
    );
  });
  await checks.check("verify: pods that ask for a revision that nobody serves", async () => {
    await cluster.label(SHOP, { "istio-injection": null, "istio.io/rev": "nobody" });
    assert.deepEqual((await verify(SHOP)).pods, { others: 1, "left-out": 1 });
    await create(SHOP, "unserved");
    const [line = ""] = (await verify(SHOP)).wrong;
    assert.match(
      line,
      /^unserved: not-called: .*istio\.io\/rev=nobody, but no webhook is registered for the revision/,
    );
  });
  await cluster.remove(world.manifests.default.metadata.name);
  await cluster.removePods(SHOP);

  await checks.check("verify: reads a crowd of pods page by page", async () => {
    await cluster.addNamespace(CROWD);
    for (let i = 0; i < 1_100; i += 50)
      await Promise.all(Array.from({ length: 50 }, (_, k) => create(CROWD, `crowd-${i + k}`)));
    const found = await verify(CROWD);
    assert.deepEqual([found.code, found.pods], [0, { unasked: 1_100 }]);
    await cluster.removePods(CROWD);
  });
}

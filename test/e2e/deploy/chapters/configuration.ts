import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { shardOf } from "../../../../lib/clusters/registry.ts";
import { PODS, review } from "../cases.ts";
import { run, STAGE } from "../serverless.ts";
import { call, type Door } from "../webhook.ts";
import { DOMAIN_DOOR, FIRST, INJECTOR_SECRET, KUBERNETES, SECOND, until, type World } from "../world.ts";

/** The first bytes of RFC 1952's format. */
const GZIP = [0x1f, 0x8b];

/** A configuration and a cluster are put in and changed, all without a deployment. */
export async function configuration(world: World, urlDoor: Door): Promise<void> {
  const { aws, checks, secrets } = world;
  await checks.check(
    "`remora template push` puts Istio's configuration into the secret, compressed",
    async () => {
      const file = join(mkdtempSync(join(tmpdir(), "remora-injector-")), "injector.json");
      writeFileSync(file, JSON.stringify(FIRST));
      const command = ["tsx", "cli/main.ts", "template", "push", file, "--stage", STAGE, "--yes"];
      const { status, output } = await run("npx", command, aws);
      assert.equal(status, 0, output);
      const { SecretBinary } = await secrets.send(new GetSecretValueCommand({ SecretId: INJECTOR_SECRET }));
      assert.deepEqual([...(SecretBinary ?? []).slice(0, 2)], GZIP);
    },
  );
  // The calls that were refused made the function look at the registry; for so long a refusal stands.
  await sleep(5_000);
  await checks.check("`remora cluster add` prints the cluster's path, with its token", async () => {
    const command = ["tsx", "cli/main.ts", "cluster", "add", "prod-1", "--stage", STAGE];
    const options = ["--network", "network-1", "--kubernetes-version", KUBERNETES];
    const { status, stdout, output } = await run("npx", [...command, ...options], aws);
    assert.equal(status, 0, output);
    world.path = stdout.trim();
    assert.equal(world.path, `/t/${world.token}/inject/cluster/prod-1/net/network-1`);
  });
  await checks.check("the registry's secret is kept like the injector's", async () => {
    const SecretId = `remora/${STAGE}/clusters/${shardOf("prod-1")}`;
    const { ResourcePolicy = "" } = await secrets.send(new GetResourcePolicyCommand({ SecretId }));
    assert.match(ResourcePolicy, /OnlyThisAccount/);
    const { ReplicationStatus = [] } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    assert.deepEqual(
      ReplicationStatus.map(({ Region }) => Region),
      ["us-east-1"],
    );
  });
  await world.answersAsIstiodDoes("by the domain", DOMAIN_DOOR, FIRST);
  await world.answersAsIstiodDoes("by the Function URL", urlDoor, FIRST);
  await checks.check("another token, another cluster and no token are refused", async () => {
    const { path, token } = world;
    const others = [
      path.replace(token, "a".repeat(52)),
      path.replace("prod-1", "prod-2"),
      path.replace(`/t/${token}`, ""),
    ];
    for (const other of others) {
      const { status, body } = await call(aws, DOMAIN_DOOR, other, review(PODS["a plain pod"] as object));
      assert.ok(status === 401 || status === 403, `${other}: ${status} ${body}`);
    }
  });
  await checks.check("a new version of the secret is in service soon, without a deployment", async () => {
    await world.push(SECOND);
    await until(90, async () => (await world.patch(DOMAIN_DOOR)).includes("registry.example.com/second"));
  });
  await world.answersAsIstiodDoes("after the update", DOMAIN_DOOR, SECOND);
  await checks.check("a bad version of the secret leaves the good one in service", async () => {
    try {
      const bad = { ...SECOND, config: "templates: {sidecar: '{{ nonsense'}" };
      await world.writeSecret(JSON.stringify(bad));
      await until(90, async () => (await health(world)).status === "stale");
      assert.match(await world.patch(DOMAIN_DOOR), /registry\.example\.com\/second/);
    } finally {
      await world.push(SECOND);
    }
    await until(90, async () => (await health(world)).status === "ok");
  });
}

/** A request is what makes the function look for a newer version. */
async function health(world: World): Promise<{ status?: string }> {
  await world.patch(DOMAIN_DOOR);
  return JSON.parse((await call(world.aws, DOMAIN_DOOR, "/healthz")).body);
}

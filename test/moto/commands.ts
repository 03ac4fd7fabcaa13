/**
 * The commands that look after secrets, against moto's Secrets Manager: `npm run test:moto-cli`.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { parse } from "yaml";
import { checkRegistry } from "../../lib/clusters/registry.ts";
import { compileInjector } from "../../lib/injection/injector.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { unpackLastResort } from "../../lib/sources/last-resort.ts";
import { INJECTOR } from "../examples/cases.ts";
import { Checks } from "../support/checks.ts";
import { run } from "../support/command.ts";
import { startMoto } from "./moto.ts";

const moto = await startMoto();
const folder = mkdtempSync(join(tmpdir(), "remora-commands-"));
const env = {
  AWS_ENDPOINT_URL: moto.url,
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing",
};
const client = new SecretsManagerClient({
  region: "eu-west-1",
  endpoint: moto.url,
  credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
});
const remora = (...args: string[]) => run(args, { cwd: folder, env });
const stories = new Checks();

const RULES = JSON.stringify({
  rules: [{ name: "three", match: { resources: ["deployments.apps"] }, overlay: { spec: { replicas: 3 } } }],
});

/** An injector that marks itself in the mesh configuration, written to a file. */
function injectorFile(trustDomain: string, more: object = {}): string {
  const file = join(folder, `${trustDomain}.json`);
  writeFileSync(file, JSON.stringify({ ...INJECTOR, mesh: `trustDomain: ${trustDomain}\n`, ...more }));
  return file;
}

async function served(...args: string[]): Promise<string> {
  const { stdout, code, stderr } = await remora("template", "pull", ...args);
  assert.equal(code, 0, stderr);
  const source = loadInjectorSource(stdout) as Parameters<typeof compileInjector>[0];
  compileInjector(source);
  return /trustDomain: (\S+)/.exec(source.mesh)?.[1] ?? "";
}

try {
  await stories.check("a stage that was not deployed is named, and how to deploy it", async () => {
    const { code, stderr } = await remora("template", "push", injectorFile("a.example"), "--yes");
    assert.equal(code, 1);
    assert.match(stderr, /there is no secret remora\/dev\/injector; deploy the stage first/);
  });

  await client.send(new CreateSecretCommand({ Name: "remora/dev/injector", SecretString: "{}" }));
  await stories.check("the first version is put in", async () => {
    const { code, stderr } = await remora("template", "push", injectorFile("a.example"), "--yes");
    assert.equal(code, 0, stderr);
    assert.equal(await served(), "a.example");
  });
  await stories.check("nothing is written without a yes", async () => {
    const { code, stderr } = await remora("template", "push", injectorFile("b.example"));
    assert.equal(code, 1);
    assert.match(stderr, /nothing was written/);
    assert.equal(await served(), "a.example");
  });
  await stories.check("the pods that change are shown before a second version is put in", async () => {
    const { code, stderr } = await remora("template", "push", injectorFile("b.example"), "--yes");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^\+.*b\.example/m);
    assert.equal(await served(), "b.example");
  });
  await stories.check("a template that does not parse is refused, and the former version stays", async () => {
    const bad = injectorFile("bad.example", { config: "templates: {sidecar: '{{ nope }}'}" });
    const { code, stderr } = await remora("template", "push", bad, "--yes");
    assert.equal(code, 1);
    assert.match(stderr, /function "nope" not defined/);
    assert.equal(await served(), "b.example");
  });
  await stories.check("versions are listed, with what is served", async () => {
    const { stdout } = await remora("template", "versions", "--output", "json");
    const stages = (JSON.parse(stdout) as { stages: string[] }[]).flatMap((version) => version.stages);
    assert.deepEqual(stages.sort(), ["AWSCURRENT", "AWSPREVIOUS"]);
  });
  await stories.check("the former version is served again", async () => {
    const { code, stderr } = await remora("template", "rollback", "--yes");
    assert.equal(code, 0, stderr);
    assert.equal(await served(), "a.example");
  });
  await stories.check("a candidate is put beside it, and promoted", async () => {
    await remora("template", "push", injectorFile("c.example"), "--candidate", "--yes");
    assert.equal(await served(), "a.example");
    const { stdout } = await remora("template", "pull", "--candidate");
    assert.match(stdout, /c\.example/);
    const { code, stderr } = await remora("template", "promote", "--yes");
    assert.equal(code, 0, stderr);
    assert.equal(await served(), "c.example");
    assert.match((await remora("template", "promote", "--yes")).stderr, /has no candidate/);
  });
  await stories.check(
    "a configuration longer than a secret is compressed, and comes back whole",
    async () => {
      const config = `${INJECTOR.config}\n${"# padding, as good as any other\n".repeat(3000)}`;
      await client.send(new CreateSecretCommand({ Name: "remora/dev/large" }));
      const file = injectorFile("d.example", { config });
      const { code, stderr } = await remora("template", "push", file, "--name", "large", "--yes");
      assert.equal(code, 0, stderr);
      assert.equal(await served("--name", "large"), "d.example");
    },
  );

  await stories.check("a cluster is added; its secret is made, and its token shown once", async () => {
    const { stdout, code, stderr } = await remora("cluster", "add", "prod-1", "--network", "n1");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\/t\/[a-z2-7]{52}\/inject\/cluster\/prod-1\/net\/n1\n$/);
    assert.match(
      stderr,
      /Sidecars will name the cluster Kubernetes, as Istio's values do; else: --cluster-id/,
    );
    assert.match((await remora("cluster", "list")).stdout, /prod-1\s+injector\s+n1\s+tokens \(1\)/);
  });
  await stories.check("the list is there for programs, too, without a token or its hash", async () => {
    const { stdout } = await remora("cluster", "list", "-o", "json");
    assert.deepEqual(JSON.parse(stdout), [
      {
        name: "prod-1",
        clusterId: "Kubernetes",
        injector: "injector",
        network: "n1",
        onFailure: "refuse",
        identity: { tokens: 1 },
      },
    ]);
  });
  await stories.check("a cluster's manifest asks for what the rules of its injector match", async () => {
    await client.send(new CreateSecretCommand({ Name: "remora/dev/rules", SecretString: RULES }));
    const { stdout, code, stderr } = await remora(
      ...["cluster", "add", "ruled", "--injector-name", "rules", "--url", "https://webhook.example.com"],
      "--webhook",
    );
    assert.equal(code, 0, stderr);
    const { webhooks } = parse(stdout);
    assert.equal(webhooks.length, 1);
    assert.deepEqual(webhooks[0].rules[0].resources, ["deployments"]);
    assert.match(webhooks[0].clientConfig.url, /^https:.*\/t\/[a-z2-7]{52}\/rules\/cluster\/ruled$/);
    assert.equal((await remora("cluster", "remove", "ruled")).code, 0);
  });
  await stories.check("nothing is added where the manifest cannot be made", async () => {
    const { code, stderr } = await remora("cluster", "add", "nowhere", "--webhook");
    assert.equal(code, 1);
    assert.match(stderr, /it is not known where the webhook is served\nSay so: --url/);
    assert.doesNotMatch((await remora("cluster", "list")).stdout, /nowhere/);
  });
  await stories.check("a second cluster of that name is refused, and says what to do", async () => {
    const { code, stderr } = await remora("cluster", "add", "prod-1");
    assert.equal(code, 1);
    assert.match(stderr, /has a cluster prod-1 already; rotate its token/);
  });
  await stories.check(
    "what is in service is packed as a last resort, with the injectors of clusters",
    async () => {
      await remora("cluster", "add", "prod-2", "--injector-name", "large");
      const { code, stderr } = await remora("bundle-config", "--clusters");
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^packed injector \(\S+\), large \(\S+\)\nwith the registry of 2 clusters: /);
      const packed = unpackLastResort(readFileSync(join(folder, "last-resort/dev.json.gz")));
      const source = (name: string) => packed.injectors[name]?.source as { mesh: string };
      assert.match(source("injector").mesh, /c\.example/);
      assert.match(source("large").mesh, /d\.example/);
      const { clusters } = checkRegistry(packed.clusters);
      assert.deepEqual([...clusters.keys()].sort(), ["prod-1", "prod-2"]);
      const { stdout } = await remora("template", "versions", "--output", "json");
      assert.ok(stdout.includes(packed.injectors.injector?.version ?? "none"));
      assert.equal((await remora("cluster", "remove", "prod-2")).code, 0);
    },
  );
  await stories.check("its token is rotated, the old one revoked, the cluster removed", async () => {
    const rotated = await remora("cluster", "rotate-token", "prod-1");
    assert.equal(rotated.code, 0);
    assert.match(rotated.stderr, /written\nWaiting a second, after which no instance refuses it\n/);
    assert.match((await remora("cluster", "list")).stdout, /tokens \(2\)/);
    assert.equal((await remora("cluster", "revoke", "prod-1")).code, 0);
    assert.match((await remora("cluster", "list")).stdout, /tokens \(1\)/);
    assert.equal((await remora("cluster", "remove", "prod-1")).code, 0);
    assert.match((await remora("cluster", "list")).stderr, /no clusters yet/);
  });
} finally {
  moto.process.kill();
  client.destroy();
  rmSync(folder, { recursive: true, force: true });
}
stories.close();

/**
 * Runs the commands of docs/getting-started.md as they stand there, in a fresh clone and with a fresh account, and
 * sends the pods of a cluster to where the applied manifest says.
 *
 *   npm run e2e:getting-started
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { node24 } from "../../support/node24.ts";
import { Cluster } from "./cluster.ts";
import { REGION } from "./emulator.ts";
import { ROOT } from "./serverless.ts";
import { FIRST, World } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "remora-getting-started-"));
const guide = readFileSync(join(ROOT, "docs/getting-started.md"), "utf8");
const commands = [...guide.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, text]) => text as string);

const world = await World.start(join(folder, "emulator.log"));
const cluster = new Cluster(folder, FIRST);
try {
  const env = { ...world.aws.env, ...(await cluster.start()), REMORA_REPOSITORY: ROOT };
  await world.checks.check("there are four commands", () => assert.equal(commands.length, 4));
  await world.checks.check("each of them succeeds", () =>
    shell(["set -eo pipefail", ...commands].join("\n"), env),
  );
  await thePodsOfTheCluster();
} finally {
  cluster.stop();
  await world.stop();
}

async function thePodsOfTheCluster(): Promise<void> {
  const { HttpApiId } = await world.stacks.outputs("remora-dev");
  await world.checks.check("the manifest calls the endpoint that was deployed", () => {
    const { kind, webhooks } = parse(cluster.applied());
    assert.equal(kind, "MutatingWebhookConfiguration");
    for (const { clientConfig } of webhooks) {
      const url = new URL(clientConfig.url);
      assert.equal(url.host, `${HttpApiId}.execute-api.${REGION}.amazonaws.com`);
      world.path = url.pathname;
    }
  });
  world.kubernetesVersion = undefined;
  const door = { host: `${HttpApiId}.execute-api.localhost` };
  await world.answersAsIstiodDoes("after four commands", door, FIRST);
}

/** One shell for all, as a user has: `cd` lasts. */
function shell(script: string, env: Readonly<Record<string, string>>): Promise<void> {
  const PATH = [cluster.bin, node24(), process.env.PATH].join(delimiter);
  const child = spawn("bash", ["-c", script], {
    cwd: folder,
    env: { ...process.env, ...env, PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => (status === 0 ? resolve() : reject(new Error(output))));
  });
}

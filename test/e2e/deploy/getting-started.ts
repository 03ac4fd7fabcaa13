/**
 * Runs the commands of docs/getting-started.md as they stand there, in a fresh clone and with a fresh account, and
 * sends the pods of a cluster to where the applied manifest says. Then those that have a `remora` in them with the
 * installed one, as the guide says one may, for a second cluster.
 *
 *   npm run e2e:getting-started
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { node24 } from "../../support/node24.ts";
import { Cluster } from "./cluster.ts";
import { REGION } from "./emulator.ts";
import { ROOT } from "./serverless.ts";
import { FIRST, KUBERNETES, World } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "remora-getting-started-"));
/** Where the first command ends up. */
const CLONE = join(folder, "remora");
const FROM_CLONE = "npm run -s remora -- ";
/** As `npm install --global remora` does it from the registry. */
const INSTALL = [
  "npm run -s build -- cli",
  "npm pack --silent --ignore-scripts --pack-destination ..",
  `npm install --silent --global --prefix ${join(folder, "global")} --prefer-offline ../remora-*.tgz`,
];

const guide = readFileSync(join(ROOT, "docs/getting-started.md"), "utf8");
const commands = [...guide.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, text]) => text as string);

/** A user's shell knows nothing of the package whose script runs this; where packages come from is as here. */
const OUTSIDE_NPM = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle|config_local)_|INIT_CWD$)/.test(name),
  ),
);

const world = await World.start(join(folder, "emulator.log"));
const cluster = await Cluster.start(folder, FIRST, KUBERNETES);
try {
  await world.checks.check("there are four commands", () => assert.equal(commands.length, 4));
  await world.checks.check("each of them succeeds", () => shell(commands));
  await theClusterIsServed("after four commands", "prod-1");
  await world.checks.check("the package installs as a command", () => shell(INSTALL, CLONE));
  await world.checks.check("each command with a `remora` in it succeeds with the installed one", () => {
    const own = commands.filter((command) => command.includes(FROM_CLONE));
    assert.equal(own.length, 2);
    return shell(
      own.map((each) => each.replaceAll(FROM_CLONE, "remora ").replaceAll("prod-1", "prod-2")),
      CLONE,
    );
  });
  await theClusterIsServed("with the installed command", "prod-2");
} finally {
  if (world.checks.failed > 0) console.log(await world.functionLog("remora-dev-webhook"));
  cluster.stop();
  await world.stop();
}

/** Its pods come out as Istio's own injector gives them, where its manifest says to send them. */
async function theClusterIsServed(when: string, name: string): Promise<void> {
  const { HttpApiId } = await world.stacks.outputs("remora-dev");
  await world.checks.check(`${when}: the manifest calls the endpoint that was deployed`, () => {
    const urls = cluster
      .webhooks()
      .flatMap(({ webhooks }) => webhooks as Webhook[])
      .map(urlOf);
    const own = urls.filter(({ pathname }) => pathname.endsWith(`/cluster/${name}`));
    assert.ok(own.length > 0, `${name} is in none of ${urls.join(", ")}`);
    for (const { host, pathname } of own) {
      assert.equal(host, `${HttpApiId}.execute-api.${REGION}.amazonaws.com`);
      world.path = pathname;
    }
  });
  await world.answersAsIstiodDoes(when, { host: `${HttpApiId}.execute-api.localhost` }, FIRST);
}

interface Webhook {
  readonly clientConfig: { readonly url: string };
}

function urlOf({ clientConfig }: Webhook): URL {
  return new URL(clientConfig.url);
}

/** One shell for all, as a user has: `cd` lasts. It ends with the first command that fails, also within `a && b`. */
function shell(commands: readonly string[], cwd = folder): Promise<void> {
  const script = ["set -eo pipefail", ...commands.map((command) => `${command}\n[[ $? -eq 0 ]]`)].join("\n");
  const PATH = [cluster.bin, join(folder, "global/bin"), node24(), process.env.PATH].join(delimiter);
  const child = spawn("bash", ["-c", script], {
    cwd,
    env: { ...OUTSIDE_NPM, ...world.aws.env, ...cluster.env, REMORA_REPOSITORY: ROOT, PATH },
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

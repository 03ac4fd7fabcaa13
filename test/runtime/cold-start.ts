/**
 * Cold starts: from the start of the process to the first answer, with Lambda's own runtime client on Node 24.
 * Every contestant runs once a round, in turn, so that what else the machine does hits all alike; the table is of
 * medians. Compare within a table only: Lambda's processors are others, and it starts a sandbox before all this.
 *
 *   tsx test/runtime/cold-start.ts [rounds]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node24 } from "../support/node24.ts";
import { SecretsServer } from "../support/secrets-server.ts";
import { bundleInto } from "./bundles.ts";
import { type Code, execute } from "./runtime-api.ts";
import { istioSecret, reviewEvent, SECRET } from "./webhook-fixture.ts";

interface Contestant {
  readonly name: string;
  readonly code: Code;
  readonly event: unknown;
}

const rounds = Number(process.argv[2] ?? 9);
const secrets = await new SecretsServer().start();
const content = istioSecret();
secrets.put(SECRET, { versionId: "v1", string: content });
const extension = createServer((_request, response) =>
  response.end(JSON.stringify({ SecretString: content })),
);
await new Promise<void>((resolve) => extension.listen(0, "127.0.0.1", resolve));

const contestants = await enter();
const times = new Map(contestants.map(({ name }) => [name, [] as number[]]));
for (let round = -1; round < rounds; round++) {
  for (const { name, code, event } of contestants) {
    const { answeredAfter } = await execute(code, [event]);
    // The first round fills the page cache.
    if (round >= 0) times.get(name)?.push(answeredAfter[0] as number);
  }
}
await secrets.stop();
extension.close();
printTable();

async function enter(): Promise<Contestant[]> {
  const env = {
    AWS_ENDPOINT_URL: secrets.url,
    REMORA_TEST_SECRET: SECRET,
    PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String((extension.address() as AddressInfo).port),
    NODE_OPTIONS: "--disallow-code-generation-from-strings",
  };
  const withEnv = (code: Code, more = {}): Code => ({ ...code, env: { ...env, ...more } });
  const entry = async (name: string, path: string, format: "cjs" | "esm", event: unknown, more = {}) => ({
    name,
    code: withEnv(await bundleInto(path, format), more),
    event,
  });
  const cached = async (name: string, path: string, event: unknown): Promise<Contestant> => {
    const cache = { NODE_COMPILE_CACHE: mkdtempSync(join(tmpdir(), "remora-compile-cache-")) };
    const contestant = await entry(name, path, "cjs", event, cache);
    fillCompileCache(contestant.code);
    return contestant;
  };
  return [
    await entry("empty handler, CommonJS", "test/runtime/handlers/empty.ts", "cjs", {}),
    await entry("secret by the SDK, CommonJS", "test/runtime/handlers/bare-sdk.ts", "cjs", {}),
    await entry("secret by the SDK, ES module", "test/runtime/handlers/bare-sdk.ts", "esm", {}),
    await cached("secret by the SDK, CommonJS, compile cache", "test/runtime/handlers/bare-sdk.ts", {}),
    await entry("secret by the extension, CommonJS", "test/runtime/handlers/bare-extension.ts", "cjs", {}),
    await entry("remora, CommonJS", "handler/webhook.ts", "cjs", reviewEvent()),
    await entry("remora, ES module", "handler/webhook.ts", "esm", reviewEvent()),
    await cached("remora, CommonJS, compile cache", "handler/webhook.ts", reviewEvent()),
  ];
}

/** Node writes the cache when a process ends by itself, which a function in Lambda never does. */
function fillCompileCache({ folder, env }: Code): void {
  const script = `require(${JSON.stringify(join(folder, "index.cjs"))}); setTimeout(() => process.exit(), 500)`;
  spawnSync(`${node24()}/node`, ["-e", script], {
    env: { AWS_REGION: "eu-west-1", ...env, PATH: process.env.PATH },
  });
}

function printTable(): void {
  const floor = median(times.get("secret by the SDK, CommonJS") as number[]);
  console.log("| contestant | median ms | spread | ratio to the bare SDK |\n|---|---|---|---|");
  for (const [name, values] of times) {
    const sorted = [...values].sort((a, b) => a - b);
    const spread = `${(sorted[0] as number).toFixed(0)}-${(sorted.at(-1) as number).toFixed(0)}`;
    const middle = median(values);
    console.log(`| ${name} | ${middle.toFixed(0)} | ${spread} | ${(middle / floor).toFixed(2)} |`);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

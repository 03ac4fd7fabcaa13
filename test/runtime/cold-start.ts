import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { node24 } from "../support/node24.ts";
import { SecretsServer } from "../support/secrets-server.ts";
import { bundleAsShipped, bundlePlainly, type Format } from "./bundles.ts";
import { type Code, execute } from "./runtime-api.ts";
import { CLUSTER, clusterSecret, istioSecret, PREFIX, reviewEvent, SECRET } from "./webhook-fixture.ts";

export interface ColdStart {
  readonly name: string;
  /** From the start of the process to the first answer, in milliseconds, sorted. */
  readonly times: readonly number[];
  /** Processor time of the same, which a busy machine changes less. */
  readonly processorTimes: readonly number[];
}

interface Contestant {
  readonly name: string;
  readonly code: Code;
  readonly event: unknown;
}

export const BARE_SDK = "secret by the SDK";
export const SDK_AS_SHIPPED = "secret by the SDK, bundled as remora is";
export const OURS = "remora";

/**
 * Cold starts: from the start of the process to the first answer, with Lambda's own runtime client on Node 24.
 * Every contestant runs once a round, in turn, so that what else the machine does hits all alike. Compare within
 * one run only: Lambda's processors are others, and it starts a sandbox before all this.
 */
export async function coldStarts(rounds: number): Promise<ColdStart[]> {
  const secrets = await new SecretsServer().start();
  const content = istioSecret();
  secrets.put(SECRET, { versionId: "v1", string: content });
  secrets.put(clusterSecret.name, { versionId: "v1", string: clusterSecret.value });
  const extension = createServer((_request, response) =>
    response.end(JSON.stringify({ SecretString: content })),
  );
  await new Promise<void>((resolve) => extension.listen(0, "127.0.0.1", resolve));
  try {
    const contestants = await enter({
      AWS_ENDPOINT_URL: secrets.url,
      REMORA_TEST_SECRET: SECRET,
      REMORA_INJECTOR_SECRET: SECRET,
      REMORA_STAGE: "test",
      PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String((extension.address() as AddressInfo).port),
      NODE_OPTIONS: "--disallow-code-generation-from-strings",
    });
    const results = contestants.map(({ name }) => ({
      name,
      times: [] as number[],
      processorTimes: [] as number[],
    }));
    for (let round = -1; round < rounds; round++) {
      for (const [i, { code, event }] of contestants.entries()) {
        const { answeredAfter, processorTime } = await execute(code, [event]);
        // The first round fills the page cache.
        if (round < 0) continue;
        results[i]?.times.push(answeredAfter[0] as number);
        results[i]?.processorTimes.push(processorTime);
      }
    }
    for (const { times, processorTimes } of results) {
      times.sort((a, b) => a - b);
      processorTimes.sort((a, b) => a - b);
    }
    return results;
  } finally {
    await secrets.stop();
    extension.close();
  }
}

async function enter(env: Readonly<Record<string, string>>): Promise<Contestant[]> {
  const sdk = "test/runtime/handlers/bare-sdk.ts";
  const plain = async (name: string, path: string, format: Format): Promise<Contestant> => ({
    name,
    code: { ...(await bundlePlainly(path, format)), env },
    event: {},
  });
  const shipped = async (
    name: string,
    path: string,
    event: unknown,
    { format = "cjs" as Format, more = {} } = {},
  ): Promise<Contestant> => ({
    name,
    code: { ...(await bundleAsShipped(path, format)), env: { ...env, ...more } },
    event,
  });
  const cached = async (contestant: Contestant): Promise<Contestant> => {
    const cache = { NODE_COMPILE_CACHE: mkdtempSync(join(tmpdir(), "remora-compile-cache-")) };
    const code = { ...contestant.code, env: { ...contestant.code.env, ...cache } };
    fillCompileCache(code);
    return { ...contestant, code };
  };
  const webhook = "handler/webhook.ts";
  const registry = { REMORA_CLUSTERS_SECRET: `${PREFIX}/clusters` };
  return [
    await plain("empty handler", "test/runtime/handlers/empty.ts", "cjs"),
    await plain(BARE_SDK, sdk, "cjs"),
    await plain("secret by the SDK, ES module", sdk, "esm"),
    await cached(await plain("secret by the SDK, compile cache", sdk, "cjs")),
    await shipped(SDK_AS_SHIPPED, sdk, {}),
    await shipped("secret by the SDK's signer", "test/runtime/handlers/bare-signer.ts", {}),
    await plain("secret by the extension", "test/runtime/handlers/bare-extension.ts", "cjs"),
    await shipped(OURS, webhook, reviewEvent()),
    await shipped("remora with a registry", webhook, reviewEvent(CLUSTER), { more: registry }),
    await shipped("remora, ES module", webhook, reviewEvent(), { format: "esm" }),
    await cached(await shipped("remora, compile cache", webhook, reviewEvent())),
  ];
}

/** Node writes the cache when a process ends by itself, which a function in Lambda never does. */
function fillCompileCache({ folder, env }: Code): void {
  const script = `require(${JSON.stringify(join(folder, "index.cjs"))}); setTimeout(() => process.exit(), 500)`;
  spawnSync(`${node24()}/node`, ["-e", script], {
    env: { AWS_REGION: "eu-west-1", ...env, PATH: process.env.PATH },
  });
}

export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

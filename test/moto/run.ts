/**
 * The function as it is shipped, against moto's Secrets Manager: every form in which a secret may hold the
 * configuration, every sender of events, new versions and bad ones. It needs Python 3, and a network only to
 * install moto the first time.
 *
 *   npm run test:moto
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { stringify } from "yaml";
import { answer } from "../../lib/admission/answer.ts";
import { inject } from "../../lib/injection/inject.ts";
import { compileInjector } from "../../lib/injection/injector.ts";
import { INJECTOR, reviewOf } from "../examples/cases.ts";
import { startMoto } from "./moto.ts";

const ROOT = join(import.meta.dirname, "../..");
const REVIEW = JSON.stringify(reviewOf({ name: "plain" }));
/** Istio's own configuration is longer than a secret; so is this one, unless it is compressed. */
const PADDED = {
  ...INJECTOR,
  config: `${INJECTOR.config}\n${"# padding, as good as any other\n".repeat(3000)}`,
};

const configMap = (name: string, data: object) =>
  stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { "istio.io/rev": "default" } },
    data,
  });
const CONFIG_MAPS = [
  configMap("istio-sidecar-injector", { config: PADDED.config, values: PADDED.values }),
  configMap("istio", { mesh: PADDED.mesh }),
].join("---\n");

const SHAPES: Record<string, { SecretString: string } | { SecretBinary: Uint8Array }> = {
  "one JSON object in SecretString": { SecretString: JSON.stringify(INJECTOR) },
  "one YAML object in SecretString": { SecretString: stringify(INJECTOR) },
  "the ConfigMaps, gzip and base64 in SecretString": {
    SecretString: gzipSync(CONFIG_MAPS).toString("base64"),
  },
  "the ConfigMaps, gzip in SecretBinary": { SecretBinary: gzipSync(CONFIG_MAPS) },
};

const http2 = {
  version: "2.0",
  rawPath: "/inject",
  headers: { "content-type": "application/json" },
  requestContext: { stage: "$default", http: { method: "POST", sourceIp: "127.0.0.1" } },
  body: REVIEW,
  isBase64Encoded: false,
};
const EVENTS: Record<string, object> = {
  "HTTP API 2.0": http2,
  "HTTP API 2.0, base64": { ...http2, body: Buffer.from(REVIEW).toString("base64"), isBase64Encoded: true },
  "REST API 1.0": {
    resource: "/{proxy+}",
    path: "/prod/inject",
    pathParameters: { proxy: "inject" },
    httpMethod: "POST",
    headers: { "Content-Type": "application/json" },
    requestContext: { stage: "prod", identity: { sourceIp: "127.0.0.1" } },
    body: REVIEW,
    isBase64Encoded: false,
  },
  "load balancer": {
    requestContext: { elb: { targetGroupArn: "arn:…" } },
    httpMethod: "POST",
    path: "/inject",
    headers: { "content-type": "application/json" },
    body: REVIEW,
    isBase64Encoded: false,
  },
};

/** What the pipeline answers when it is called directly. */
const EXPECTED = (() => {
  const request = { method: "POST", path: "/inject", query: {}, headers: http2.headers, body: REVIEW };
  const { body } = answer(request, (pod) =>
    inject(compileInjector({ ...INJECTOR, revision: "default" }), pod),
  );
  return JSON.parse(body).response.patch;
})();

let passed = 0;
let failed = 0;
async function check(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    passed++;
    console.log(`ok    ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n${(error as Error).message}`);
  }
}

/** The bundle in a process of its own, as Lambda has it. */
class Lambda {
  readonly #process: ChildProcess;

  constructor(secret: string, endpoint: string) {
    this.#process = fork(join(import.meta.dirname, "lambda.cjs"), [join(ROOT, "dist/lambda/webhook.cjs")], {
      execArgv: ["--disallow-code-generation-from-strings"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: "1",
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "testing",
        AWS_SECRET_ACCESS_KEY: "testing",
        REMORA_INJECTOR_SECRET: secret,
      },
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: an answer
  call(event: object, minutesLater = 0): Promise<any> {
    return new Promise((resolve, reject) => {
      this.#process.once("message", ({ result, error }: { result: unknown; error?: string }) =>
        error ? reject(new Error(error)) : resolve(result),
      );
      this.#process.send({ event, minutesLater });
    });
  }

  stop(): void {
    this.#process.kill();
  }
}

execFileSync(process.execPath, [join(ROOT, "tools/build.mjs"), "lambda"], { stdio: ["ignore", 2, 2] });
const moto = await startMoto();
const client = new SecretsManagerClient({
  region: "eu-west-1",
  endpoint: moto.url,
  credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
});
const responseOf = (result: { body: string }) => JSON.parse(result.body).response;

try {
  let count = 0;
  for (const [shape, value] of Object.entries(SHAPES)) {
    const name = `remora/test/injector-${++count}`;
    await client.send(new CreateSecretCommand({ Name: name, ...value }));
    const fn = new Lambda(name, moto.url);
    for (const [sender, event] of Object.entries(EVENTS)) {
      await check(`${shape}; ${sender}`, async () => {
        const result = await fn.call(event);
        assert.equal(result.statusCode, 200);
        assert.deepEqual(decoded(responseOf(result).patch), decoded(EXPECTED));
      });
    }
    fn.stop();
  }

  const name = "remora/test/changing";
  await client.send(new CreateSecretCommand({ Name: name, SecretString: JSON.stringify(INJECTOR) }));
  const fn = new Lambda(name, moto.url);
  const put = (SecretString: string) =>
    client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
  const trustDomain = (result: { body: string }) =>
    /"TRUST_DOMAIN","value":"([^"]*)"/.exec(JSON.stringify(decoded(responseOf(result).patch)))?.[1];

  await check("a new version is served once the hard age is reached", async () => {
    assert.equal(trustDomain(await fn.call(http2)), "cluster.local");
    await put(JSON.stringify({ ...INJECTOR, mesh: "trustDomain: td.example\n" }));
    assert.equal(trustDomain(await fn.call(http2)), "cluster.local");
    assert.equal(trustDomain(await fn.call(http2, 11)), "td.example");
  });
  await check("a bad version leaves the last good one in service, with a warning", async () => {
    await put(JSON.stringify({ ...INJECTOR, config: "templates: {sidecar: '{{ nope }}'}" }));
    const result = await fn.call(http2, 22);
    assert.equal(trustDomain(result), "td.example");
    assert.match(responseOf(result).warnings[0], /could not be brought up to date/);
  });
  await check("so does a Secrets Manager that is gone", async () => {
    moto.process.kill();
    const result = await fn.call(http2, 33);
    assert.equal(trustDomain(result), "td.example");
    assert.match(responseOf(result).warnings[0], /could not be brought up to date/);
  });
  await check("without which a new function refuses pods, and does not crash", async () => {
    const cold = new Lambda(name, moto.url);
    const { statusCode, body } = await cold.call(http2);
    cold.stop();
    assert.equal(statusCode, 200);
    assert.equal(JSON.parse(body).response.allowed, false);
  });
  fn.stop();
} finally {
  moto.process.kill();
  client.destroy();
}

function decoded(patch: string): unknown {
  return JSON.parse(Buffer.from(patch, "base64").toString());
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

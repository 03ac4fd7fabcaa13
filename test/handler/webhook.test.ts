import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ALBEvent, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import jsonPatch from "fast-json-patch";
import { answer } from "../../lib/admission/answer.ts";
import { inject } from "../../lib/injection/inject.ts";
import { compileInjector } from "../../lib/injection/injector.ts";
import { INJECTOR, reviewOf } from "../examples/cases.ts";
import { SecretsServer } from "../support/secrets-server.ts";

/** Stands in an environment variable of the pod, and nowhere in a log. */
const CANARY = "s3cr3t-c4n4ry";
const REVIEW = JSON.stringify(
  reviewOf({
    name: "with a secret",
    spec: {
      containers: [{ name: "foo", image: "foo", env: [{ name: "PASSWORD", value: CANARY }], resources: {} }],
    },
  }),
);

type Handler = (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

let secrets: SecretsServer;
let handler: Handler;
let log: string[];
const write = process.stdout.write.bind(process.stdout);
const environment = { ...process.env };

beforeAll(async () => {
  secrets = await new SecretsServer().start();
  secrets.put("remora/test/injector", { versionId: "v1", binary: gzipSync(JSON.stringify(INJECTOR)) });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: secrets.url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    REMORA_STAGE: "test",
    REMORA_INJECTOR_SECRET: "remora/test/injector",
  });
  log = [];
  process.stdout.write = (chunk: string | Uint8Array) => log.push(String(chunk)) > 0;
  ({ handler } = (await import("../../handler/webhook.ts")) as { handler: Handler });
});

afterAll(async () => {
  process.stdout.write = write;
  process.env = environment;
  await secrets.stop();
});

const context = { getRemainingTimeInMillis: () => 10_000 } as Context;

const http2 = (changes: object = {}, method = "POST") => ({
  version: "2.0",
  rawPath: "/inject",
  headers: { "content-type": "application/json" },
  requestContext: { stage: "$default", http: { method, sourceIp: "203.0.113.7" } },
  body: REVIEW,
  isBase64Encoded: false,
  ...changes,
});

const responseOf = ({ body }: APIGatewayProxyStructuredResultV2) => JSON.parse(body ?? "").response;
const linesOf = (event: string) => log.map((line) => JSON.parse(line)).filter((line) => line.event === event);

describe("the function", () => {
  test("has asked for the secret before the first request comes", async () => {
    while (secrets.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(secrets.calls.map(({ secretId }) => secretId)).toEqual(["remora/test/injector"]);
  });

  test("answers a review with the patch that the pipeline makes", async () => {
    const result = await handler(http2(), context);
    expect(result).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    const request = { method: "POST", path: "/inject", query: {}, headers: http2().headers, body: REVIEW };
    const direct = answer(request, (pod) => ({ ...inject(compileInjector(INJECTOR), pod), version: "v1" }));
    expect(JSON.parse(result.body ?? "")).toEqual(JSON.parse(direct.body));
    const patch = JSON.parse(Buffer.from(responseOf(result).patch, "base64").toString());
    const pod = jsonPatch.applyPatch(JSON.parse(REVIEW).request.object, patch).newDocument;
    expect(pod.spec.initContainers.map(({ name }: { name: string }) => name)).toContain("istio-init");
  });

  test("takes the same review from a load balancer, in base64", async () => {
    const event: Partial<ALBEvent> = {
      requestContext: { elb: { targetGroupArn: "arn:…" } },
      httpMethod: "POST",
      path: "/inject",
      headers: { "content-type": "application/json" },
      body: Buffer.from(REVIEW).toString("base64"),
      isBase64Encoded: true,
    };
    const result = await handler(event, context);
    expect(result).toMatchObject({ statusCode: 200, statusDescription: "200 OK" });
    expect(responseOf(result).patch).toBe(responseOf(await handler(http2(), context)).patch);
  });

  test("tells its health and the version in service", async () => {
    const result = await handler(http2({ rawPath: "/healthz", body: undefined }, "GET"), context);
    expect([result.statusCode, JSON.parse(result.body ?? "")]).toEqual([
      200,
      { status: "ok", version: "v1", checkedAt: expect.any(String) },
    ]);
  });

  test("turns away a path that is not its own", async () => {
    const result = await handler(http2({ rawPath: "/favicon.ico", body: undefined }, "GET"), context);
    expect(result).toMatchObject({
      statusCode: 404,
      body: expect.stringContaining("no webhook at this path"),
    });
  });

  test("acknowledges events that are none of HTTP's", async () => {
    expect(await handler({ source: "aws.events" }, context)).toBeUndefined();
  });
});

describe("the log", () => {
  test("says in one line what became of a pod, with the metrics in it", () => {
    const [first] = linesOf("inject");
    expect(first).toMatchObject({
      level: "INFO",
      path: "/inject",
      status: 200,
      namespace: "default",
      pod: "foo-deployment-6d4b75cb6d-",
      templates: ["sidecar"],
      reason: "default-policy",
      version: "v1",
      coldStart: true,
      Injections: 1,
      Stage: "test",
    });
    expect(first._aws.CloudWatchMetrics[0].Namespace).toBe("Remora");
    expect(linesOf("inject")[1].coldStart).toBe(false);
    expect(linesOf("refused")).toEqual([expect.objectContaining({ reason: "path-unknown", Refusals: 1 })]);
    expect(linesOf("configuration installed")).toEqual([
      expect.objectContaining({ source: "secret remora/test/injector", version: "v1" }),
    ]);
  });

  test("blots out the token in a path", async () => {
    const token = "a".repeat(52);
    await handler(http2({ rawPath: `/t/${token}/inject` }), context);
    expect(log.join("")).toContain("/t/…/inject");
    expect(log.join("")).not.toContain(token);
  });

  test("holds nothing of a pod but its names", () => {
    expect(log.join("")).not.toContain(CANARY);
    expect(log.join("")).not.toMatch(/PASSWORD|replicaset-controller|istio-init/);
  });
});

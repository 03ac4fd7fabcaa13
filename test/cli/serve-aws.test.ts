import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { shardOf } from "../../lib/clusters/registry.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";
import { INJECTOR, reviewOf } from "../examples/cases.ts";
import { run, start } from "../support/command.ts";
import { SecretsServer } from "../support/secrets-server.ts";

jest.setTimeout(60_000);

const TOKEN = newToken();
const REVIEW = JSON.stringify(reviewOf({ name: "plain" }));
const entry = { network: "n1", identity: { tokens: [hashToken(TOKEN)] } };

let folder: string;
let secrets: SecretsServer;
let env: Record<string, string>;
let server: ChildProcess;
let url = "";
let said = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "remora-serve-aws-"));
  secrets = await new SecretsServer().start();
  const put = (name: string, value: object) =>
    secrets.put(`remora/prod/${name}`, { versionId: "v1", string: JSON.stringify(value) });
  put("injector", { ...INJECTOR, mesh: "trustDomain: secret.example\n" });
  put(`clusters/${shardOf("prod-1")}`, { clusters: { "prod-1": entry } });
  env = {
    AWS_ENDPOINT_URL: secrets.url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    XDG_CACHE_HOME: folder,
  };
  server = start(["serve", "--aws", "--stage", "prod", "--port", "0"], { env });
  server.stderr?.on("data", (data) => {
    said += data;
  });
  const [ready] = (await once(server.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  url = /^remora ready (\S+)\/inject$/m.exec(String(ready))?.[1] ?? "";
});
afterAll(async () => {
  if (server.exitCode === null) {
    server.kill("SIGINT");
    await once(server, "close");
  }
  await secrets.stop();
  rmSync(folder, { recursive: true });
});

async function post(path: string): Promise<{ status: number; body: string }> {
  const ca = readFileSync(join(folder, "remora/ca.crt"));
  const headers = { "content-type": "application/json" };
  const outgoing = request(new URL(path, url), { method: "POST", ca, headers, agent: false });
  outgoing.end(REVIEW);
  const [answer] = await once(outgoing, "response");
  return { status: answer.statusCode, body: await text(answer) };
}

test("serves a stage's injector to the clusters of its registry, as the function does", async () => {
  const { status, body } = await post(`/t/${TOKEN}/inject/cluster/prod-1/net/n1`);
  const { response } = JSON.parse(body);
  expect([status, response.allowed]).toEqual([200, true]);
  const patch = Buffer.from(response.patch, "base64").toString();
  for (const value of ["secret.example", "prod-1", "n1"]) expect(patch).toContain(`"value":"${value}"`);
});

test("refuses who has no proof", async () => {
  expect((await post("/inject")).status).toBe(401);
  expect((await post(`/t/${newToken()}/inject/cluster/prod-1`)).status).toBe(401);
});

test("says how to let a cluster in, and keeps its tokens out of the log", () => {
  expect(said).toContain(`remora cluster add NAME --stage prod --url ${url}\n`);
  expect(said).toContain("What the injector in the secret remora/prod/injector does");
  expect(said).not.toContain(TOKEN);
});

test("keeps serving while Secrets Manager is away, and stops with 0", async () => {
  secrets.behaviour = "fail";
  const { status } = await post(`/t/${TOKEN}/inject/cluster/prod-1/net/n1`);
  expect(status).toBe(200);
  server.kill("SIGINT");
  const [code] = await once(server, "close");
  expect(code).toBe(0);
});

test("without the secret it says what to do, and does not start", async () => {
  secrets.behaviour = "answer";
  const { stdout, stderr, code } = await run(["serve", "--aws", "--stage", "nope", "--port", "0"], { env });
  expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
  expect(stderr).toMatch(/the stage has no such secret: .*\nDeploy it first: npm run deploy/);
});

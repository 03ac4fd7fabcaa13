import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { decompress } from "../../lib/sources/decompress.ts";
import { type GetSecretValue, signedGetSecretValue } from "../../lib/sources/get-secret-value.ts";
import { Refreshing } from "../../lib/sources/refreshing.ts";
import { SecretsManagerSource } from "../../lib/sources/secret-source.ts";
import { SecretsServer } from "../support/secrets-server.ts";

let server: SecretsServer;
let getSecretValue: GetSecretValue;
const never = new AbortController().signal;

beforeEach(async () => {
  server = await new SecretsServer().start();
  getSecretValue = signedGetSecretValue({
    region: "eu-west-1",
    endpoint: new URL(server.url),
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
  });
});

afterEach(async () => {
  await server.stop();
});

describe("over a real connection", () => {
  const shapes: [string, { string?: string; binary?: Uint8Array }][] = [
    ["a plain SecretString", { string: "config: {}" }],
    ["gzip and base64 in SecretString", { string: gzipSync("config: {}").toString("base64") }],
    ["gzip in SecretBinary", { binary: gzipSync("config: {}") }],
    ["plain text in SecretBinary", { binary: Buffer.from("config: {}") }],
  ];
  test.each(shapes)("%s gives its version and its text", async (_, value) => {
    server.put("injector", { versionId: "v1", ...value });
    const { id, content } = await new SecretsManagerSource(getSecretValue, { secretId: "injector" }).fetch(
      never,
    );
    expect([id, decompress(content)]).toEqual(["v1", "config: {}"]);
  });

  test("a version stage is asked for by name", async () => {
    server.put(
      "injector",
      { versionId: "v1", string: "old" },
      { versionId: "v2", string: "new", stage: "AWSPENDING" },
    );
    const source = new SecretsManagerSource(getSecretValue, {
      secretId: "injector",
      versionStage: "AWSPENDING",
    });
    expect(await source.fetch(never)).toEqual({ id: "v2", content: "new" });
    expect(source.name).toBe("secret injector (AWSPENDING)");
  });

  test("each fetch opens a connection of its own, since one from before a freeze may be dead", async () => {
    server.put("injector", { versionId: "v1", string: "x" });
    const source = new SecretsManagerSource(getSecretValue, { secretId: "injector" });
    await source.fetch(never);
    await source.fetch(never);
    expect(server.calls.map(({ connection }) => connection)).toEqual([1, 2]);
  });

  test("a secret that is not there is named", async () => {
    const source = new SecretsManagerSource(getSecretValue, { secretId: "nope" });
    await expect(source.fetch(never)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("an abort ends a fetch that hangs", async () => {
    server.behaviour = "hang";
    const abort = new AbortController();
    const fetching = new SecretsManagerSource(getSecretValue, { secretId: "injector" }).fetch(abort.signal);
    setTimeout(() => abort.abort(), 20);
    await expect(fetching).rejects.toMatchObject({ name: "AbortError" });
  });

  test("what breaks after a good start leaves the good version in service", async () => {
    server.put("injector", { versionId: "v1", string: "good" });
    let time = 0;
    const refreshing = new Refreshing({
      source: new SecretsManagerSource(getSecretValue, { secretId: "injector" }),
      compile: ({ content }) => decompress(content),
      times: { retryAfter: 0, patience: 2_000 },
      now: () => time,
    });
    expect((await refreshing.get()).value).toBe("good");
    for (const behaviour of ["fail", "throttle", "garbage"] as const) {
      server.behaviour = behaviour;
      time += 600_000;
      const { value, failure } = await refreshing.get();
      expect([value, failure === undefined]).toEqual(["good", false]);
    }
    server.behaviour = "answer";
    server.put("injector", { versionId: "v2", string: "better" });
    expect(await refreshing.get()).toMatchObject({ value: "better", version: "v2" });
  });
});

import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type GetSecretValue, signedGetSecretValue } from "../../lib/sources/get-secret-value.ts";
import { type Behaviour, SecretsServer } from "../support/secrets-server.ts";
import { authorizationFor } from "../support/signature-v4.ts";

const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" };
const never = new AbortController().signal;

describe("a call", () => {
  test("is signed as Secrets Manager checks it: host, body and session with the secret key", async () => {
    const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const get = signedGetSecretValue({ region: "eu-west-1", endpoint, credentials: CREDENTIALS });
    await get({ secretId: "remora/größe", versionStage: "AWSPENDING" }, never);
    server.close();

    const [{ headers, body }] = seen as [(typeof seen)[number]];
    expect(JSON.parse(body)).toEqual({ SecretId: "remora/größe", VersionStage: "AWSPENDING" });
    expect(headers["x-amz-security-token"]).toBe("session");
    expect(headers.authorization).toBe(authorizationFor(headers, body, CREDENTIALS));
  });
});

describe("an answer that is none is an error", () => {
  const head = (rest: string) => `HTTP/1.1 200 OK\r\n${rest}\r\n\r\n`;
  const answers: [string, (socket: Socket) => void, object][] = [
    ["cut off", (socket) => socket.end(`${head("content-length: 9")}{`), { code: "ECONNRESET" }],
    ["null", (socket) => socket.end(`${head("content-length: 4")}null`), { name: "UnreadableAnswer" }],
    [
      "without end",
      (socket) => {
        const more = () => {
          while (socket.write(" ".repeat(65_536)));
        };
        socket.write(head("connection: close"));
        socket.on("drain", more);
        more();
      },
      { message: expect.stringContaining("answers without end") },
    ],
    [
      "in another protocol",
      (socket) => socket.write("HTTP/1.1 101 Other\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n"),
      { message: expect.stringContaining("another protocol than HTTP") },
    ],
    ["no HTTP", (socket) => socket.end("SSH-2.0\r\n"), { code: "HPE_INVALID_CONSTANT" }],
  ];
  test.each(answers)("%s", async (_, answer, error) => {
    const sockets: Socket[] = [];
    const server = createTcpServer((socket) => {
      sockets.push(socket.on("error", () => {}));
      socket.once("data", () => answer(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const get = signedGetSecretValue({ region: "eu-west-1", endpoint, credentials: CREDENTIALS });
    await expect(get({ secretId: "injector" }, never)).rejects.toMatchObject(error);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

describe("what may pass is tried once more, and what will not is told at once", () => {
  let server: SecretsServer;
  let get: GetSecretValue;
  beforeEach(async () => {
    server = await new SecretsServer().start();
    server.put("injector", { versionId: "v1", string: "x" });
    get = signedGetSecretValue({
      region: "eu-west-1",
      endpoint: new URL(server.url),
      credentials: CREDENTIALS,
    });
  });
  afterEach(() => server.stop());

  const failures: [Behaviour, number, object][] = [
    ["fail", 2, { name: "InternalServiceError", status: 500, message: "out of order" }],
    ["throttle", 2, { name: "ThrottlingException", message: "Rate exceeded" }],
    ["garbage", 2, { name: "UnreadableAnswer" }],
    ["reset", 2, { code: "ECONNRESET" }],
    ["deny", 1, { name: "AccessDeniedException", message: "no identity-based policy allows it" }],
  ];
  test.each(failures)("%s: %i calls", async (behaviour, calls, error) => {
    server.behaviour = behaviour;
    await expect(get({ secretId: "injector" }, never)).rejects.toMatchObject(error);
    expect(server.calls.length).toBe(calls);
  });

  test("a second attempt that succeeds is all that is seen", async () => {
    server.behaviour = "throttle";
    const value = get({ secretId: "injector" }, never);
    while (server.calls.length === 0) await new Promise(setImmediate);
    server.behaviour = "answer";
    expect(await value).toMatchObject({ VersionId: "v1", SecretString: "x" });
  });

  test("nothing is tried again for a caller that has gone", async () => {
    server.behaviour = "hang";
    const abort = new AbortController();
    const value = get({ secretId: "injector" }, abort.signal);
    while (server.calls.length === 0) await new Promise(setImmediate);
    abort.abort();
    await expect(value).rejects.toMatchObject({ name: "AbortError" });
    expect(server.calls.length).toBe(1);
  });
});

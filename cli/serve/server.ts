import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { HttpRequest, HttpResponse } from "../../lib/admission/http.ts";

/** One byte more than Istio's limit on a body, so that the answer to a longer one says that it is too long. */
const MAX_BODY = 6 * 1024 * 1024 + 1;

export interface HttpServer {
  readonly port: number;
  /** Takes no more connections, and is done when the requests under way are answered. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 is any free one. */
  readonly port: number;
  /** PEM, both; without them it is plain HTTP. */
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Serves over HTTPS, or without a certificate over HTTP, what `respond` answers; it never throws.
 *
 * @throws the error of listening: EADDRINUSE, EACCES, …
 */
export async function listen(
  options: ListenOptions,
  respond: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<HttpServer> {
  const { cert, key, host, port } = options;
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void exchange(incoming, outgoing, respond);
  };
  const server =
    cert === undefined || key === undefined
      ? createHttpServer(onRequest)
      : createServer({ cert, key, minVersion: "TLSv1.2" }, onRequest);
  // A client that does not speak TLS, or does not trust us: its own error message says so.
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => resolve());
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

async function exchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  respond: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<void> {
  try {
    const body = await readBody(incoming);
    const { status, headers, body: answer } = await respond(toHttpRequest(incoming, body));
    // What was not read of a body that is too long would be taken for the next request.
    const last = body.length >= MAX_BODY ? { connection: "close" } : {};
    outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(answer), ...last });
    outgoing.end(answer);
  } catch {
    // The client went away half-way.
    outgoing.destroy();
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= MAX_BODY) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY);
}

function toHttpRequest(incoming: IncomingMessage, body: Buffer): HttpRequest {
  // Not by `new URL`, to which a path that starts with two slashes is a host.
  const [, path = "/", query = ""] = /^([^?]*)\??(.*)$/s.exec(incoming.url ?? "/") ?? [];
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return {
    method: incoming.method ?? "GET",
    path: decode(path),
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: Object.fromEntries(headers),
    body,
    ...(incoming.socket.remoteAddress && { sourceIp: incoming.socket.remoteAddress }),
  };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function close(server: ReturnType<typeof createHttpServer> | ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

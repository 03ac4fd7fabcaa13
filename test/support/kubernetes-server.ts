import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { parse } from "yaml";

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** A certificate, and the authority that signed it, as PEM. */
interface Tls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

const TOKEN = "operator";

/**
 * As much of an API server as a command line's tests need: objects by the path of their collection, read one by
 * one, listed, and applied; for whoever has the token. With a certificate it speaks TLS, without one plain HTTP, as
 * `kubectl proxy` does.
 */
export class KubernetesServer {
  readonly #collections: Map<string, Map<string, KubernetesObject>>;
  readonly #server: ReturnType<typeof createHttpServer>;
  readonly #tls: Tls | undefined;

  constructor(collections: Readonly<Record<string, readonly KubernetesObject[]>>, tls?: Tls) {
    this.#collections = new Map(
      Object.entries(collections).map(([path, objects]) => [
        path,
        new Map(objects.map((object) => [object.metadata.name, object])),
      ]),
    );
    this.#tls = tls;
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.#server = tls ? createHttpsServer({ cert: tls.cert, key: tls.key }, serve) : createHttpServer(serve);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** What leads a client here, in JSON, which is YAML. */
  kubeconfig(): string {
    const { port } = this.#server.address() as AddressInfo;
    const cluster = {
      server: `${this.#tls ? "https" : "http"}://127.0.0.1:${port}`,
      ...(this.#tls && { "certificate-authority-data": Buffer.from(this.#tls.ca).toString("base64") }),
    };
    return JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "prod-1",
      contexts: [{ name: "prod-1", context: { cluster: "prod-1", user: "operator" } }],
      clusters: [{ name: "prod-1", cluster }],
      users: [{ name: "operator", user: { token: TOKEN } }],
    });
  }

  list(collection: string): KubernetesObject[] {
    return [...(this.#collections.get(collection)?.values() ?? [])];
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } =
      request.headers.authorization === `Bearer ${TOKEN}` ? await this.#answer(request) : problem(401);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const listed = this.#collections.get(pathname);
    if (listed && request.method === "GET")
      return {
        status: 200,
        body: { kind: "List", apiVersion: "v1", metadata: {}, items: [...listed.values()] },
      };
    const [, collection = "", name = ""] = /^(.*)\/([^/]+)$/.exec(pathname) ?? [];
    const objects = this.#collections.get(collection);
    if (objects && request.method === "PATCH") objects.set(name, parse(await textOf(request)));
    const found = objects?.get(name);
    return found ? { status: 200, body: found } : problem(404);
  }
}

function problem(code: number): { status: number; body: object } {
  return { status: code, body: { kind: "Status", apiVersion: "v1", status: "Failure", code } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { type AgentOptions, Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { UsageError } from "../fail.ts";
import type { Connection } from "./kubeconfig.ts";

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; the text where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: Kubernetes objects of any kind
  readonly body: any;
  /** The texts of its `Warning` headers. */
  readonly warnings: readonly string[];
}

/** A Kubernetes object as far as what reads it asks; fields may be missing. */
// biome-ignore lint/suspicious/noExplicitAny: Kubernetes objects of any kind
export type KubernetesObject = any;

/** Objects in one answer of a list; the API server goes on where it is asked to. */
const PAGE = 500;

/** A cluster's API server over REST: no more than reading and a few writes need, so no client library. */
export class KubernetesApi {
  readonly #connection: Connection;
  readonly #agent: HttpAgent;
  readonly #send: typeof httpRequest;

  constructor(connection: Connection) {
    this.#connection = connection;
    // Without TLS: `kubectl proxy`, and clusters on one's own machine.
    const isPlain = /^http:/i.test(connection.server);
    this.#send = isPlain ? httpRequest : httpsRequest;
    this.#agent = isPlain ? new HttpAgent(POOL) : new HttpsAgent({ ...POOL, ...tlsOf(connection) });
  }

  /** One request; any HTTP status is an answer. @throws the error of the connection. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const { server, token } = this.#connection;
    const text = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = this.#send(
        server + path,
        {
          method,
          agent: this.#agent,
          headers: {
            accept: "application/json",
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(text !== undefined && {
              "content-type": "application/json",
              "content-length": Buffer.byteLength(text),
            }),
            ...headers,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () => {
            const warnings = warningsOf(incoming.rawHeaders);
            resolve({ status: incoming.statusCode ?? 0, body: parsed(Buffer.concat(chunks)), warnings });
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  }

  /**
   * One object or a list's whole; undefined where there is none.
   *
   * @throws UsageError with the API server's own message: not allowed, not reachable, …
   */
  async get(path: string, { orGone = false } = {}): Promise<KubernetesObject | undefined> {
    const { server, context } = this.#connection;
    const { status, body } = await this.request("GET", path).catch((cause: Error) => {
      const message = `the API server ${server} cannot be reached: ${cause.message}`;
      throw new UsageError(message, { cause, hint: `It is that of the context ${context}.` });
    });
    if (status === 404) return undefined;
    // An expired list's error holds the token to go on with (apimachinery, ResourceExpired).
    if (status === 410 && orGone && body?.metadata?.continue) return body;
    if (status !== 200) throw new UsageError(`GET ${path}: ${body?.message ?? `HTTP ${status}`}`);
    return body;
  }

  /** All objects of a list; none where the resource does not exist. @throws as {@link get} */
  async list(path: string, selectors = ""): Promise<KubernetesObject[]> {
    const items: KubernetesObject[] = [];
    for await (const page of this.pages(path, selectors)) items.push(...page);
    return items;
  }

  /**
   * The objects of a list, page by page, so that a list of tens of thousands is never held as a whole. One that
   * takes longer than the API server keeps its beginning (five minutes) goes on with what is there then.
   */
  async *pages(path: string, selectors = ""): AsyncGenerator<KubernetesObject[]> {
    let next = "";
    do {
      const query = `limit=${PAGE}${next && `&continue=${encodeURIComponent(next)}`}${selectors && `&${selectors}`}`;
      const page = await this.get(`${path}?${query}`, { orGone: next !== "" });
      if (page?.items) yield page.items;
      next = page?.metadata?.continue ?? "";
    } while (next !== "");
  }

  close(): void {
    this.#agent.destroy();
  }
}

const POOL = { keepAlive: true, maxSockets: 16 };

function tlsOf({ ca, cert, key, serverName, insecure }: Connection): AgentOptions {
  return {
    rejectUnauthorized: !insecure,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(serverName !== undefined && { servername: serverName }),
  };
}

function parsed(bytes: Buffer): unknown {
  const text = bytes.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `299 - "text"`, by RFC 7234; the API server sends each warning in a header of its own. */
function warningsOf(raw: readonly string[]): string[] {
  return raw.flatMap((name, index) => {
    if (index % 2 === 1 || name.toLowerCase() !== "warning") return [];
    const [, quoted] = /^\d{3} \S+ "(.*)"$/.exec(raw[index + 1] ?? "") ?? [];
    return quoted === undefined ? [] : [quoted.replace(/\\(.)/g, "$1")];
  });
}

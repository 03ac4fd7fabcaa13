import { Agent, request } from "node:https";
import type { WebhookFunction } from "./webhook-function.ts";
import { CLUSTER, NETWORK } from "./world.ts";

export interface Load {
  readonly webhook: WebhookFunction;
  readonly token: string;
  readonly connections: number;
  /** The body of the n-th review; undefined ends the load. */
  readonly next: (index: number) => string | undefined;
  /** Sees each answer. */
  readonly onAnswer: (answer: { status: number; body: string }) => void;
}

export interface LoadResult {
  readonly answered: number;
  /** Milliseconds of each answer, in ascending order. */
  readonly latencies: readonly number[];
  readonly seconds: number;
}

/** Posts reviews over so many connections at once, as API servers do: kept alive, one request at a time on each. */
export async function load({ webhook, token, connections, next, onAnswer }: Load): Promise<LoadResult> {
  const url = `${webhook.url}/t/${token}/inject/cluster/${CLUSTER}/net/${NETWORK}?timeout=10s`;
  const latencies: number[] = [];
  let index = 0;
  const connection = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: webhook.ca });
    for (let body = next(index++); body !== undefined; body = next(index++)) {
      const started = performance.now();
      onAnswer(await post(url, agent, body));
      latencies.push(performance.now() - started);
    }
    agent.destroy();
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - started) / 1000;
  return { answered: latencies.length, latencies: latencies.sort((a, b) => a - b), seconds };
}

function post(url: string, agent: Agent, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method: "POST", agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on("error", reject).end(body);
  });
}

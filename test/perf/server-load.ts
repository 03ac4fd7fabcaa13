import assert from "node:assert/strict";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { applyPatch, type Operation } from "../conformance/patch.ts";
import type { Measurement } from "./measurement.ts";
import { hello } from "./reviews.ts";
import { reviewAt } from "./serial.ts";
import { istioServer, load, ourServer, residentMemory, type Server } from "./servers.ts";

export interface Memory {
  readonly after: number;
  readonly megabytes: number;
}

export interface ServerResults {
  readonly measurements: readonly Measurement[];
  readonly memory: readonly Memory[];
}

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  /** After how many pods memory is looked at; ascending. */
  readonly memoryAfter: readonly number[];
}

/** Both servers under load, in turns; then ours for as long as it takes to see whether memory grows. */
export async function loadServers(injector: string, options: Options): Promise<ServerResults> {
  const [ours, istio] = await Promise.all([ourServer(injector), istioServer(injector)]);
  try {
    await sameAnswers(ours, istio);
    const measurements = [1, 16].flatMap((connections) => loaded(ours, istio, connections, options));
    return { measurements, memory: await memory(ours, options.memoryAfter) };
  } finally {
    await Promise.all([ours.stop(), istio.stop()]);
  }
}

function loaded(ours: Server, istio: Server, connections: number, options: Options): Measurement[] {
  const rounds = Array.from({ length: options.rounds }, () => ({
    ours: load(ours, hello(), connections, options.seconds),
    istio: load(istio, hello(), connections, options.seconds),
  }));
  const name = `server, ${connections} ${connections === 1 ? "connection" : "connections"}`;
  return [
    {
      name,
      unit: "requests per second and core",
      better: "more",
      goal: 3,
      ours: rounds.map((round) => round.ours.requestsPerCoreSecond),
      istio: rounds.map((round) => round.istio.requestsPerCoreSecond),
    },
    {
      name: `${name}: our p99, Istio's p50`,
      unit: "ms",
      better: "less",
      goal: 1,
      ours: rounds.map((round) => round.ours.p99),
      istio: rounds.map((round) => round.istio.p50),
    },
  ];
}

async function sameAnswers(ours: Server, istio: Server): Promise<void> {
  for (let n = 1; n <= 5; n++) {
    const review = reviewAt(hello(), n);
    assert.deepEqual(await injected(ours, review), await injected(istio, review));
  }
}

async function injected({ url }: Server, review: string): Promise<unknown> {
  const { response } = JSON.parse(await post(url, review));
  const patch = JSON.parse(Buffer.from(response.patch, "base64").toString()) as Operation[];
  return applyPatch(JSON.parse(review).request.object, patch);
}

function post(url: string, body: string, agent: Agent | false = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const call = request(url, { method: "POST", agent, headers, rejectUnauthorized: false }, (answer) =>
      resolve(text(answer)),
    );
    call.on("error", reject);
    call.end(body);
  });
}

/** Distinct pods, one after another, over a few connections that are kept. */
async function memory(server: Server, after: readonly number[]): Promise<Memory[]> {
  const seen: Memory[] = [];
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const review = hello();
  let sent = 0;
  for (const target of after) {
    const worker = async () => {
      while (sent < target) await post(server.url, reviewAt(review, 1_000_000 + sent++), agent);
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    seen.push({ after: target, megabytes: residentMemory(server) });
  }
  agent.destroy();
  return seen;
}

/**
 * Measures the processor time that this project's code takes for a review, from the body's bytes to the answer's,
 * with no network: the protocol of test/conformance/oracle/cmd/timer, which does the same with Istio's own.
 *
 *   node timer.cjs INJECTOR.json
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { answer } from "../../lib/admission/answer.ts";
import { compileMutator, mutate } from "../../lib/rules/mutator.ts";
import { reviewAt } from "./serial.ts";

interface Request {
  readonly review: string;
  readonly first: number;
  readonly count: number;
}

const mutator = compileMutator(JSON.parse(readFileSync(process.argv[2] as string, "utf8")));
const headers = { "content-type": "application/json" };

createInterface({ input: process.stdin }).on("line", (line) => {
  console.log(JSON.stringify({ nanoseconds: time(JSON.parse(line)) }));
});

function time({ review, first, count }: Request): number {
  const bodies = Array.from({ length: count }, (_, i) => Buffer.from(reviewAt(review, first + i)));
  const start = process.cpuUsage();
  for (const body of bodies) respond(body);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / count;
}

function respond(body: Uint8Array): Buffer {
  const request = { method: "POST", path: "/inject", query: {}, headers, body };
  const { status, body: text } = answer(request, (pod) => mutate(mutator, pod), { explain: false });
  if (status !== 200) throw new Error(`status ${status}`);
  return Buffer.from(text);
}

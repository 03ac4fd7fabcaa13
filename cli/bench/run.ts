import * as http from "node:http";
import * as https from "node:https";
import { text } from "node:stream/consumers";
import type { BenchOptions } from "../bench.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { structured } from "../output.ts";
import { progress } from "../progress.ts";
import { printable } from "../terminal.ts";
import { reportOf, reportText } from "./report.ts";
import { reviewOf } from "./reviews.ts";

/** What came of one review: how long its answer took, or what is wrong with it. */
export type Result = { readonly milliseconds: number } | { readonly fault: string };

/** OpenSSL's words for a certificate that a CA file would make a trusted one. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

/** Sends the reviews over a fixed number of connections, each as soon as the one before is answered. */
export async function bench(given: string, options: BenchOptions): Promise<void> {
  const url = readUrl(given);
  const agent = await agentFor(url, options);
  const send = (serial: number) => ask(url, agent, serial, options.timeout * 1000);
  try {
    await inParallel(options.warmUp, options.connections, send);
    const start = performance.now();
    const tell = progress(options.requests);
    const results = await inParallel(options.requests, options.connections, async (serial) => {
      const result = await send(options.warmUp + serial);
      tell();
      return result;
    });
    const report = reportOf(results, (performance.now() - start) / 1000);
    const { output } = options;
    process.stdout.write(output === "text" ? reportText(report) : structured(report, output));
    if (report.failed > 0) process.exitCode = 1;
    if (Object.keys(report.faults).some((fault) => UNTRUSTED.has(fault))) {
      process.stderr.write(
        "No public authority has signed its certificate: name the one that did, --ca-bundle FILE\n",
      );
    }
  } finally {
    agent.destroy();
  }
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return url;
  throw new UsageError("the webhook's URL is none", { hint: "It is as https://webhook.example.com/inject." });
}

async function agentFor({ protocol }: URL, { connections, caBundle }: BenchOptions): Promise<http.Agent> {
  const common = { keepAlive: true, maxSockets: connections };
  if (protocol === "http:") return new http.Agent(common);
  if (caBundle === undefined) return new https.Agent(common);
  return new https.Agent({ ...common, ca: await readText(caBundle) });
}

async function inParallel<T>(
  count: number,
  width: number,
  run: (serial: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) results.push(await run(next++));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

async function ask(url: URL, agent: http.Agent, serial: number, timeout: number): Promise<Result> {
  const { uid, body } = reviewOf(serial);
  const start = performance.now();
  try {
    const { status, text: answer } = await post(url, agent, body, timeout);
    const milliseconds = performance.now() - start;
    const fault = faultOf(status, answer, uid);
    return fault === undefined ? { milliseconds } : { fault };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { fault: printable(code ?? message) };
  }
}

function post(
  url: URL,
  agent: http.Agent,
  body: string,
  timeout: number,
): Promise<{ status: number; text: string }> {
  const { request } = url.protocol === "https:" ? https : http;
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = { agent, method: "POST", headers, signal: AbortSignal.timeout(timeout) };
    const sent = request(url, options, (response) => {
      text(response).then((answer) => resolve({ status: response.statusCode ?? 0, text: answer }), reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** What an API server would not take for a yes. */
function faultOf(status: number, answer: string, uid: string): string | undefined {
  if (status !== 200) return `HTTP ${status}`;
  try {
    const { response } = JSON.parse(answer);
    if (response?.uid !== uid) return "the answer is to another review";
    return response.allowed === true
      ? undefined
      : `not allowed: ${printable(String(response.status?.message))}`;
  } catch {
    return "the answer is no AdmissionReview";
  }
}

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { node24 } from "../support/node24.ts";

const CLIENT = fileURLToPath(new URL("node_modules/aws-lambda-ric/index.mjs", import.meta.url));

export interface Execution {
  /** From the start of the process to each answer, in milliseconds. */
  readonly answeredAfter: readonly number[];
  readonly answers: readonly unknown[];
  /** Processor time of the process up to the last answer, of all its threads, in milliseconds. */
  readonly processorTime: number;
  /** The most that was resident, in bytes. */
  readonly peakMemory: number;
  readonly log: string;
}

export interface Code {
  /** The folder that stands for /var/task. */
  readonly folder: string;
  /** As Lambda's configuration has it: "dist/lambda/webhook.handler". */
  readonly handler: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a function as Lambda does: Lambda's own runtime client in a process of its own, on Node 24, fed by
 * a Runtime API of ours with one event after another, and ended after the last answer.
 */
export async function execute(
  { folder, handler, env = {} }: Code,
  events: readonly unknown[],
): Promise<Execution> {
  const answers: unknown[] = [];
  const answeredAfter: number[] = [];
  let started = 0;
  let fail: (error: Error) => void = () => {};
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });

  const server = createServer((request, response) => void serve(request, response).catch(fail));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await body(request);
    if (request.url?.endsWith("/invocation/next")) {
      if (answers.length >= events.length) return; // the client waits, as it does when it is frozen
      return next(response, answers.length, events[answers.length]);
    }
    response.writeHead(202).end();
    if (!request.url?.endsWith("/response")) throw new Error(`the function failed: ${text}`);
    answers.push(JSON.parse(text));
    answeredAfter.push(performance.now() - started);
    if (answers.length === events.length) finish();
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  started = performance.now();
  const child = spawn(`${node24()}/node`, [CLIENT], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      _HANDLER: handler,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_LAMBDA_FUNCTION_NAME: "remora-test",
      AWS_LAMBDA_FUNCTION_VERSION: "1",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1024",
      AWS_LAMBDA_LOG_FORMAT: "JSON",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/remora-test",
      AWS_LAMBDA_LOG_STREAM_NAME: "test",
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      LAMBDA_TASK_ROOT: folder,
      TZ: ":UTC",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stdout.on("data", (chunk) => {
    log += chunk;
  });
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  child.on("error", fail).on("exit", (code) => fail(new Error(`the runtime ended with ${code}: ${log}`)));
  const deadline = setTimeout(() => fail(new Error(`no answer within 30 s: ${log}`)), 30_000);
  try {
    await finished;
    return { answers, answeredAfter, ...usage(child.pid as number), log };
  } finally {
    clearTimeout(deadline);
    child.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
  }
}

/** From Linux's /proc: proc(5), the first field of schedstat of each thread (nanoseconds), VmHWM of status. */
function usage(pid: number): Pick<Execution, "processorTime" | "peakMemory"> {
  if (process.platform !== "linux") return { processorTime: Number.NaN, peakMemory: Number.NaN };
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) =>
    Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8"), 10),
  );
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { processorTime: times.reduce((sum, time) => sum + time, 0) / 1e6, peakMemory: Number(peak) * 1024 };
}

function next(response: ServerResponse, index: number, event: unknown): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "lambda-runtime-aws-request-id": `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    "lambda-runtime-deadline-ms": String(Date.now() + 10_000),
    "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-west-1:000000000000:function:remora-test",
    "lambda-runtime-trace-id": "Root=1-00000000-000000000000000000000000",
  });
  response.end(JSON.stringify(event));
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

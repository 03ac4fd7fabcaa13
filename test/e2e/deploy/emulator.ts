import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { node24 } from "../../support/node24.ts";
import { venv } from "../../support/venv.ts";

/** An AWS of our own on the loopback interface, which deploys and executes. */
export interface Emulator {
  readonly url: string;
  /** What makes the framework and the SDK talk to it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export const REGION = "eu-west-1";

/** Starts ministack on a free port; functions run on Node 24. Its log goes to `log`. */
export async function startEmulator(log: string): Promise<Emulator> {
  const bin = venv(new URL("requirements.txt", import.meta.url));
  const node = node24();
  const port = await freePort();
  const temp = mkdtempSync(join(tmpdir(), "remora-aws-"));
  // Functions are unpacked below; a package.json further up would say how Node reads them.
  writeFileSync(join(temp, "package.json"), "{}");
  const child = spawn(join(bin, "python"), [fileURLToPath(new URL("emulator.py", import.meta.url))], {
    env: {
      ...clean(process.env),
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: "localhost",
      MINISTACK_REGION: REGION,
      PATH: [node, process.env.PATH].join(delimiter),
      TMPDIR: temp,
      HOME: temp,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  const url = `http://127.0.0.1:${port}`;
  await answering(child, url, log);
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_REGION: REGION,
    },
    stop: async () => {
      await ended(child);
      file.end();
      rmSync(temp, { recursive: true, force: true });
    },
  };
}

/** Without what would lead to another AWS, or trace the Node processes of others. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS_|NODE_)/.test(name)));
}

async function answering(child: ChildProcess, url: string, log: string): Promise<void> {
  for (let i = 0; i < 150; i++) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  child.kill();
  throw new Error(`ministack does not answer at ${url}; its log is ${log}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  const killer = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await exit;
  clearTimeout(killer);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { judge } from "../support/istio.ts";
import { node24 } from "../support/node24.ts";
import { CORE } from "./contestant.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The load comes from elsewhere than where it is served. */
const CORE_OF_LOAD = "1";
const KUBERNETES = "v1.33.0";

export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Load {
  /** What the server would answer in a second if it had one core to itself. */
  readonly requestsPerCoreSecond: number;
  /** Milliseconds, as the client sees them on the machine as it is. */
  readonly p50: number;
  readonly p99: number;
}

/** `remora serve`, as it is built for the command line. */
export async function ourServer(injector: string): Promise<Server> {
  const remora = join(ROOT, "dist/cli/remora.js");
  const args = ["serve", "--port", "0", "--injector", injector, "--revision", "default"];
  const command = [`${node24()}/node`, remora, ...args, "--kubernetes-version", KUBERNETES];
  return started(command, /remora ready (\S+)/, (match) => match);
}

export async function istioServer(injector: string): Promise<Server> {
  const command = [judge().program("peerserver"), "-injector", injector, "-kubelet", KUBERNETES];
  return started(command, /^(\d+)$/m, (port) => `https://127.0.0.1:${port}/inject`, { GOMAXPROCS: "1" });
}

function started(
  command: readonly string[],
  ready: RegExp,
  urlOf: (match: string) => string,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = spawn("taskset", ["-c", CORE, ...command], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    let output = "";
    child.once("exit", (code) => reject(new Error(`${command[0]} ended with ${code}`)));
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const match = ready.exec(output)?.[1];
      if (match) resolve({ url: urlOf(match), pid: child.pid as number, stop: () => stopped(child) });
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

/** Posts reviews over so many connections for so many seconds. */
export function load(server: Server, review: string, connections: number, seconds: number): Load {
  const body = join(judge().cache, "load.json");
  writeFileSync(body, review);
  const { pid, url } = server;
  const args = ["-url", url, "-body", body, "-c", connections, "-d", `${seconds}s`, "-pid", pid];
  const command = [CORE_OF_LOAD, judge().program("loadgen"), ...args, "-warm", `${seconds}s`].map(String);
  const { stdout, stderr, status } = spawnSync("taskset", ["-c", ...command], { encoding: "utf8" });
  if (status !== 0) throw new Error(`loadgen: ${stderr}`);
  const figure = (name: string) => Number(new RegExp(`${name}=([0-9.]+)`).exec(stdout)?.[1]);
  if (figure("bad") !== 0) throw new Error(`loadgen: ${stdout}`);
  return {
    requestsPerCoreSecond: 1000 / figure("server_cpu_per_req"),
    p50: figure("p50"),
    p99: figure("p99"),
  };
}

/** Megabytes resident. */
export function residentMemory({ pid }: Server): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

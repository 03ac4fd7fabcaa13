import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { node24 } from "../../support/node24.ts";
import type { Emulator } from "./emulator.ts";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const STAGE = "e2e";
export const STACK = `remora-${STAGE}`;

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** Runs the real `serverless`, on Node 24, against the emulator. Settings become `--param name=value`. */
export function serverless(
  emulator: Emulator,
  command: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const params = Object.entries(settings).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  return run("npx", ["serverless", ...command, "--stage", STAGE, ...params], emulator);
}

/** Runs a program in the project's folder, its output kept. */
export function run(program: string, args: readonly string[], emulator: Emulator): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...emulator.env, PATH: [node24(), process.env.PATH].join(delimiter) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let output = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject).on("close", (status) => resolve({ status: status ?? 1, stdout, output }));
  });
}

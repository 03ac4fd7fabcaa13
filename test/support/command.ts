import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const ROOT = join(import.meta.dirname, "../..");

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Starts the command line from source, as `npm run remora` does. */
export function start(args: readonly string[], { cwd = ROOT, env = {} }: CommandOptions = {}): ChildProcess {
  const { npm_package_name: _, INIT_CWD: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const tsx = import.meta.resolve("tsx");
  return spawn(process.execPath, ["--import", tsx, join(ROOT, "cli/main.ts"), ...args], {
    cwd,
    env: { ...inherited, NODE_OPTIONS: "", ...env },
  });
}

/** Runs it to its end. */
export async function run(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const child = start(args, options);
  child.stdin?.end(options.input ?? "");
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream & AsyncIterable<string>),
    text(child.stderr as NodeJS.ReadableStream & AsyncIterable<string>),
    ended,
  ]);
  return { stdout, stderr, code };
}

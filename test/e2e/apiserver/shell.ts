import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { buildSync } from "esbuild";

const ROOT = join(import.meta.dirname, "../../..");

/** Both commands, built once: a page of a document runs them some dozens of times. */
function built(): Readonly<Record<"remora" | "kubectl", string>> {
  const outdir = join(ROOT, "node_modules/.cache/remora-e2e");
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: { remora: "cli/main.ts", kubectl: "test/e2e/apiserver/kubectl.ts" },
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return { remora: join(outdir, "remora.js"), kubectl: join(outdir, "kubectl.js") };
}

/** A user's shell, in a folder of their own, in which `remora` and `kubectl` are found. */
export class Shell {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    for (const [name, program] of Object.entries(built())) {
      const line = `exec ${process.execPath} ${program} "$@"`;
      writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    }
    const { npm_package_name: _, INIT_CWD: __, FORCE_COLOR: ___, ...inherited } = process.env;
    const PATH = [bin, inherited.PATH].join(delimiter);
    this.#folder = folder;
    this.#env = { ...(inherited as Record<string, string>), NODE_OPTIONS: "", ...env, PATH };
  }

  /** Runs commands as they were printed, one shell for all; the first that fails ends it. */
  async run(commands: string): Promise<{ stdout: string; stderr: string; code: number | null }> {
    const child = spawn("bash", ["-c", `set -eo pipefail\n${commands}`], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { stdout, stderr, code };
  }

  /** @throws with everything that was printed */
  async must(commands: string): Promise<{ stdout: string; stderr: string }> {
    const result = await this.run(commands);
    if (result.code === 0) return result;
    throw new Error(`${commands}\nended with ${result.code}:\n${result.stderr}${result.stdout}`);
  }
}

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CACHE = join(process.env.CI_CACHE ?? fileURLToPath(new URL("../../.cache", import.meta.url)), "venvs");

/**
 * A Python environment of its own for what a requirements.txt names, made where it is not there yet.
 *
 * @returns the folder of its programs.
 * @throws Error saying what is missing, where there is no Python 3 or the packages cannot be had.
 */
export function venv(requirements: URL): string {
  const file = fileURLToPath(requirements);
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
  const folder = join(CACHE, `${basename(dirname(file))}-${hash}`);
  const done = join(folder, "installed");
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    python("python3", ["-m", "venv", folder]);
    python(join(folder, "bin", "python"), [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "-r",
      file,
    ]);
    writeFileSync(done, "");
  }
  return join(folder, "bin");
}

function python(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ["ignore", 2, 2] });
  if (status !== 0)
    throw new Error(`${program} ${args.join(" ")} failed: ${error?.message ?? `status ${status}`}`);
}

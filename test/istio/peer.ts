import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Request } from "./protocol.ts";

const source = join(import.meta.dirname, "go");

/** Istio's own packages, compiled from test/istio/go. */
export class IstioPeer {
  readonly #folder = mkdtempSync(join(tmpdir(), "remora-istio-"));
  readonly #program: string;

  /** @param program the compiled program, where there is one already */
  constructor(program?: string) {
    this.#program = program ?? join(this.#folder, "answers");
    if (existsSync(this.#program)) return;
    run("go", ["build", "-p", "2", "-o", this.#program, "./answers"], { cwd: source });
  }

  ask(requests: readonly Request[]): Answer[] {
    const input = requests.map((request) => `${JSON.stringify(request)}\n`).join("");
    const lines = run(this.#program, [], { input }).split("\n").slice(0, -1);
    if (lines.length !== requests.length)
      throw new Error(`${requests.length} requests, ${lines.length} answers`);
    return lines.map((line) => JSON.parse(line) as Answer);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function run(command: string, args: readonly string[], options: { cwd?: string; input?: string }): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout;
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Question } from "./question.ts";

const source = join(import.meta.dirname, "..", "go");

/** lib/kubernetes/schema/schema.generated.ts, as reflection over k8s.io/api has it now. */
export function generateSchema(): string {
  return run("go", ["run", "-p", "2", "./schema"], source);
}

/** Kubernetes' own libraries, compiled from test/kubernetes/go. */
export class GoPeer {
  readonly #folder = mkdtempSync(join(tmpdir(), "remora-kubernetes-"));
  readonly #program = join(this.#folder, "answer");

  constructor() {
    run("go", ["build", "-p", "2", "-o", this.#program, "./answer"], source);
  }

  ask(questions: readonly Question[]): Answer[] {
    const file = join(this.#folder, "cases.jsonl");
    writeFileSync(file, questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
    const output = run("sh", ["-c", `exec "$0" < "$1"`, this.#program, file], this.#folder);
    const answers = output
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Answer);
    if (answers.length !== questions.length)
      throw new Error(`${questions.length} cases, ${answers.length} answers`);
    return answers;
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    timeout: 300_000,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return stdout;
}

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { memberTexts } from "./json.ts";

/** An answer, in the protocol that test/conformance/oracle/README.md describes; JSON texts as they came. */
export interface Answer {
  readonly status: number;
  /** The whole response body, where status is 200. */
  readonly response?: string;
  readonly patch?: string;
  readonly pod?: string;
  readonly error?: string;
  readonly output?: string;
  readonly warnings?: readonly string[];
}

/** One process of Istio's own injector, asked line by line. */
export class Oracle {
  readonly #process: ChildProcess;
  readonly #waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];

  constructor(program: string) {
    this.#process = spawn(program, [], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, GOMAXPROCS: "2" },
    });
    if (!this.#process.stdout) throw new Error("the oracle has no output");
    createInterface({ input: this.#process.stdout }).on("line", (line) =>
      this.#waiting.shift()?.resolve(line),
    );
    this.#process.on("exit", (code) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`the oracle ended with ${code}`));
    });
  }

  /** Asks one request, which is one line of JSON. */
  async ask(line: string): Promise<Answer> {
    return readAnswer(await this.askLine(line));
  }

  /** As {@link ask}; the answer is the line as it came. */
  askLine(line: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin?.write(`${line}\n`);
    });
  }

  /** The document with the patch applied as the API server does it, or the error in doing so. */
  apply(document: string, patch: string): Promise<Answer> {
    return this.ask(`{"apply":{"document":${document},"patch":${patch}}}`);
  }

  close(): void {
    this.#process.stdin?.end();
  }
}

/** Reads an answer line; null members are left out. */
export function readAnswer(line: string): Answer {
  const texts = memberTexts(line);
  const raw = (key: string) => (texts.get(key) === "null" ? undefined : texts.get(key));
  const parsed = <T>(key: string) =>
    raw(key) === undefined ? undefined : (JSON.parse(raw(key) as string) as T);
  const members = {
    response: raw("response"),
    patch: raw("patch"),
    pod: raw("pod"),
    error: parsed<string>("error"),
    output: parsed<string>("output"),
    warnings: parsed<string[]>("warnings"),
  };
  const present = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
  return { status: Number(texts.get("status") ?? 0), ...present };
}

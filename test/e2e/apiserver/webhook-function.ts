import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface FunctionOptions {
  /** Where its certificate is kept; two with the same folder have the same one. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly port?: number;
  /** Flags of Node, such as the limit of its heap. */
  readonly flags?: readonly string[];
}

/** The function in a process of its own; see function-process.ts. */
export class WebhookFunction {
  /** Every line that it logged. */
  readonly log: string[];
  readonly url: string;
  readonly ca: string;
  readonly pid: number;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, log: string[], { port, ca }: { port: number; ca: string }) {
    this.#process = child;
    this.log = log;
    this.ca = ca;
    this.pid = child.pid as number;
    this.url = `https://127.0.0.1:${port}`;
  }

  static async start({ folder, env, port = 0, flags = [] }: FunctionOptions): Promise<WebhookFunction> {
    const program = join(import.meta.dirname, "function-process.ts");
    const tsx = import.meta.resolve("tsx");
    const child = spawn(
      process.execPath,
      [...flags, "--expose-gc", "--import", tsx, program, folder, String(port)],
      {
        env: { ...process.env, NODE_OPTIONS: "", ...env },
        stdio: ["ignore", "pipe", "inherit", "ipc"],
      },
    );
    const log: string[] = [];
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => log.push(line));
    return new WebhookFunction(child, log, await told(child));
  }

  /** Lets its clock differ from the system's, in milliseconds. */
  async setClock(offset: number): Promise<void> {
    this.#process.send({ clock: offset });
    await told(this.#process);
  }

  /** After a collection of its garbage, in bytes. */
  async memory(): Promise<NodeJS.MemoryUsage> {
    this.#process.send({ ask: "memory" });
    return told(this.#process);
  }

  /** Stops and goes on: what a caller meets of a function that takes too long. */
  freeze(): void {
    this.#process.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process.kill("SIGCONT");
  }

  /** The lines since `mark`, parsed. */
  lines(mark = 0): LogLine[] {
    return this.log.slice(mark).map((line) => JSON.parse(line));
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: read by name, as whoever reads the log does
export type LogLine = Record<string, any>;

function told<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the function's process ended with ${code}`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message as T);
    });
  });
}

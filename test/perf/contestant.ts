import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { bundleAsShipped } from "../runtime/bundles.ts";
import { judge } from "../support/istio.ts";
import { node24 } from "../support/node24.ts";

/** Both sides run here, one after the other: a share of the machine that is the same for both. */
export const CORE = "0";

/** A process that answers the protocol of test/conformance/oracle/cmd/timer. */
export class Contestant {
  readonly #process: ChildProcess;
  readonly #waiting: { resolve: (nanoseconds: number) => void; reject: (error: Error) => void }[] = [];

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#process = spawn("taskset", ["-c", CORE, command, ...args], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    createInterface({ input: this.#process.stdout as NodeJS.ReadableStream }).on("line", (line) =>
      this.#waiting.shift()?.resolve(JSON.parse(line).nanoseconds),
    );
    this.#process.on("exit", (code) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`${command} ended with ${code}`));
    });
  }

  /** @returns milliseconds of processor time for each review */
  time(review: string, first: number, count: number): Promise<number> {
    return new Promise<number>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#process.stdin?.write(`${JSON.stringify({ review, first, count })}\n`);
    }).then((nanoseconds) => nanoseconds / 1e6);
  }

  close(): void {
    this.#process.stdin?.end();
  }
}

/** Bundled as the function is, on the Node that Lambda runs it with. */
export async function ours(injector: string): Promise<Contestant> {
  const { folder } = await bundleAsShipped("test/perf/timer.ts");
  return new Contestant(`${node24()}/node`, [`${folder}/index.cjs`, injector]);
}

export function istio(injector: string): Contestant {
  return new Contestant(judge().program("timer"), ["-injector", injector], { GOMAXPROCS: "1" });
}

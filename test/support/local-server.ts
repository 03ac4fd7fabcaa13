import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { start } from "./command.ts";

/** `remora serve` in a process of its own, on any free port, and what it has said so far. */
export class LocalServer {
  readonly child: ChildProcess;
  readonly #folder: string;
  readonly #closed: Promise<[number | null]>;
  stdout = "";
  stderr = "";

  /** @param folder where it is started, and keeps its certificate */
  constructor(folder: string, args: readonly string[]) {
    this.#folder = folder;
    this.child = start(["serve", "--port", "0", ...args], { cwd: folder, env: { XDG_CACHE_HOME: folder } });
    this.#closed = once(this.child, "close") as Promise<[number | null]>;
    this.child.stdout?.on("data", (data) => {
      this.stdout += data;
    });
    this.child.stderr?.on("data", (data) => {
      this.stderr += data;
    });
  }

  get url(): string {
    return /^remora ready (https:\/\/127\.0\.0\.1:\d+\/inject)$/m.exec(this.stdout)?.[1] ?? "";
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.child.exitCode !== null) throw new Error(`it ended: ${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<number | null> {
    // A second signal would end it at once, or catch it where it no longer listens for any.
    if (!this.child.killed) this.child.kill("SIGINT");
    const [code] = await this.#closed;
    return code;
  }

  /** Trusts the authority that the server names, and nothing else. */
  call(path: string, options: { method?: string; body?: Uint8Array; type?: string; ca?: string } = {}) {
    const {
      method = "GET",
      body,
      type = "application/json",
      ca = join(this.#folder, "remora/ca.crt"),
    } = options;
    return new Promise<{ status: number; body: string }>((resolve, reject) => {
      const request = httpsRequest(
        new URL(path, this.url),
        { method, ca: readFileSync(ca), headers: { "content-type": type }, agent: false },
        (response) => {
          let text = "";
          response.on("data", (data) => {
            text += data;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
        },
      );
      request.on("error", reject);
      request.end(body);
    });
  }
}

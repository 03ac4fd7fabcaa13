import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { venv } from "../support/venv.ts";

/** moto on a port of the system's choice, which it says in its first line. */
export async function startMoto(): Promise<{ url: string; process: ChildProcess }> {
  const bin = venv(new URL("requirements.txt", import.meta.url));
  const moto = spawn(join(bin, "moto_server"), ["--host", "127.0.0.1", "--port", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    moto.stderr?.on("data", (data) => {
      said += data;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    });
    moto.once("exit", () => reject(new Error(`moto ended:\n${said}`)));
  });
  return { url, process: moto };
}

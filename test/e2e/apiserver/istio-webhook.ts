import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "node:tls";
import { type IstioConfiguration, judge } from "../../support/istio.ts";

/** Istio's own webhook, in a process of its own: what ours is compared with. */
export class IstioWebhook {
  readonly url: string;
  /** Its certificate, which signs itself. */
  readonly ca: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, url: string, ca: string) {
    this.#process = child;
    this.url = url;
    this.ca = ca;
  }

  static async start(options: {
    folder: string;
    configuration: IstioConfiguration;
    revision: string;
  }): Promise<IstioWebhook> {
    const { folder, configuration, revision } = options;
    const file = join(folder, `istio-${revision}.json`);
    writeFileSync(file, JSON.stringify(configuration));
    // It knows the nodes of a cluster of its own only, where ours have the version that makes sidecars native.
    const args = ["-injector", file, "-revision", revision, "-native", "true"];
    const child = spawn(judge().program("peerserver"), args, { stdio: ["ignore", "pipe", "inherit"] });
    const port = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`Istio's webhook ended with ${code}`)));
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", (line) =>
        resolve(Number(line)),
      );
    });
    return new IstioWebhook(child, `https://127.0.0.1:${port}`, await certificateOf(port));
  }

  stop(): void {
    this.#process.kill("SIGKILL");
  }
}

function certificateOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      const der = socket.getPeerCertificate().raw.toString("base64");
      socket.end();
      resolve(`-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`);
    });
    socket.once("error", reject);
  });
}

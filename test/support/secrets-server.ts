import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { manage } from "./secrets-management.ts";

/** Milliseconds: less than the SDK's client waits. */
const SLOW = 1_200;

export interface StoredSecret {
  versionId: string;
  string?: string;
  binary?: Uint8Array;
  /** AWSCURRENT where it is left out. */
  stage?: string;
}

/** What the server does with the next calls. */
export type Behaviour = "answer" | "slow" | "fail" | "throttle" | "deny" | "garbage" | "reset" | "hang";

/**
 * A small server that speaks Secrets Manager's protocol (AWS JSON 1.1 over HTTP) as far as the function and the
 * command line go, so that the real SDK client is tested over a real connection.
 */
export class SecretsServer {
  readonly secrets = new Map<string, StoredSecret[]>();
  readonly calls: { secretId: string; versionStage: string; connection: number }[] = [];
  /** Of secrets, by their names. */
  readonly tags = new Map<string, Readonly<Record<string, string>>>();
  behaviour: Behaviour = "answer";
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));
  #connections = 0;

  async start(): Promise<this> {
    this.#server.on("connection", () => {
      this.#connections++;
    });
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  put(name: string, ...versions: StoredSecret[]): void {
    this.secrets.set(name, versions);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = request.headers["x-amz-target"];
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as { SecretId: string; VersionStage?: string };
    const { SecretId, VersionStage = "AWSCURRENT" } = asked;
    this.calls.push({ secretId: SecretId, versionStage: VersionStage, connection: this.#connections });
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    if (this.behaviour === "hang") return;
    if (this.behaviour === "reset") return void request.socket.destroy();
    if (this.behaviour === "slow") await sleep(SLOW);
    if (this.behaviour === "deny")
      return send(400, { __type: "AccessDeniedException", message: "no identity-based policy allows it" });
    if (this.behaviour === "fail")
      return send(500, { __type: "InternalServiceError", message: "out of order" });
    if (this.behaviour === "throttle")
      return send(400, { __type: "ThrottlingException", message: "Rate exceeded" });
    if (this.behaviour === "garbage") return send(200, "<html>");
    if (target !== "secretsmanager.GetSecretValue") {
      const { status, body } = manage(String(target), asked, { secrets: this.secrets, tags: this.tags });
      return send(status, body);
    }
    const secret = this.secrets.get(SecretId)?.find(({ stage = "AWSCURRENT" }) => stage === VersionStage);
    if (!secret) {
      const message = "Secrets Manager can't find the specified secret.";
      return send(400, { __type: "ResourceNotFoundException", Message: message });
    }
    send(200, {
      Name: SecretId,
      VersionId: secret.versionId,
      ...(secret.string !== undefined && { SecretString: secret.string }),
      ...(secret.binary && { SecretBinary: Buffer.from(secret.binary).toString("base64") }),
      VersionStages: [VersionStage],
    });
  }
}

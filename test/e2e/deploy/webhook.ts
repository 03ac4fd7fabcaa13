import { request } from "node:http";
import type { Emulator } from "./emulator.ts";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A door of the deployed webhook: the emulator tells its doors apart by the Host header. */
export interface Door {
  readonly host: string;
  /** Before the webhook's own path. */
  readonly prefix?: string;
}

/** Calls the webhook as an API server does. */
export function call(emulator: Emulator, door: Door, path: string, body?: object): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${emulator.url}${door.prefix ?? ""}${path}${text === undefined ? "" : "?timeout=10s"}`,
      {
        method: text === undefined ? "GET" : "POST",
        agent: false,
        headers: {
          host: door.host,
          "user-agent": "kube-apiserver-admission",
          ...(text !== undefined && {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(text),
          }),
        },
      },
      (incoming) => {
        let received = "";
        incoming.setEncoding("utf8").on("data", (chunk) => {
          received += chunk;
        });
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: received }));
      },
    );
    outgoing.on("error", reject).end(text);
  });
}

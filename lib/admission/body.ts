import { decodeGoUtf8 } from "../kubernetes/yaml/scalars.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";

/** Twice what etcd takes at most, and twice again (pkg/kube/util.go, MaxRequestBodyBytes). */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** The body's text, or the answer to a request that has none that we read; checks are in Istio's order. */
export function checkBody({ body, headers }: HttpRequest): string | HttpResponse {
  const size = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  if (size > MAX_BODY_BYTES) return failed(400, `Request entity too large: limit is ${MAX_BODY_BYTES}`);
  if (size === 0) return failed(400, "no body found");
  if (headers["content-type"] !== "application/json") {
    return failed(415, "invalid Content-Type, want `application/json`");
  }
  return typeof body === "string" ? body : decodeUtf8(body);
}

const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Bytes that are no UTF-8 are U+FFFD, each of them, as in encoding/json. */
function decodeUtf8(body: Uint8Array): string {
  try {
    return strict.decode(body);
  } catch {
    return decodeGoUtf8(Buffer.from(body).toString("latin1"));
  }
}

/** As Go's http.Error writes it. */
function failed(status: number, message: string): HttpResponse {
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  return { status, headers, body: `${message}\n` };
}

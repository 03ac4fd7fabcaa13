import type { HttpRequest, HttpResponse } from "../lib/admission/http.ts";
import { type HttpEvent, type HttpResult, toHttpRequest, toHttpResult } from "./http-event.ts";

/** Lambda's entry. */
export async function handler(event: HttpEvent): Promise<HttpResult> {
  return toHttpResult(event, respond(toHttpRequest(event)));
}

function respond({ method, path }: HttpRequest): HttpResponse {
  const headers = { "content-type": "application/json" };
  if (method === "GET" && path === "/healthz")
    return { status: 200, headers, body: '{"status":"starting"}\n' };
  return { status: 503, headers, body: '{"message":"remora: no configuration is in service yet"}\n' };
}

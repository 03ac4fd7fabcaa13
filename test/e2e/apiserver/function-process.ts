/**
 * The function as it is deployed, behind an HTTPS server in API Gateway's place, in a process of its own: started
 * by {@link file://./webhook-function.ts}, which tells it what time it is.
 */
import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import type { HttpRequest, HttpResponse } from "../../../lib/admission/http.ts";
import { serveHttps } from "./https.ts";

/** The function's time-out in serverless.yml. */
const DEADLINE = 10_000;

let offset = 0;
const systemTime = Date.now.bind(Date);
Date.now = () => systemTime() + offset;

process.on("message", ({ ask, clock }: { ask?: "memory"; clock?: number }) => {
  if (clock !== undefined) offset = clock;
  if (ask === "memory") global.gc?.();
  process.send?.(process.memoryUsage());
});
process.on("disconnect", () => process.exit(0));

// The clock has to be ours before anything keeps hold of it.
const { handler } = await import("../../../handler/webhook.ts");
const { port, ca } = await serveHttps(process.argv[2] as string, Number(process.argv[3] ?? 0), invoke);
process.send?.({ port, ca });

async function invoke(request: HttpRequest): Promise<HttpResponse> {
  const started = performance.now();
  const getRemainingTimeInMillis = () => DEADLINE - (performance.now() - started);
  const result = await handler(eventOf(request), { getRemainingTimeInMillis } as Context);
  const { statusCode = 500, headers = {}, body = "" } = result as APIGatewayProxyStructuredResultV2;
  return { status: statusCode, headers: headers as Record<string, string>, body };
}

function eventOf({ method, path, query, headers, body, sourceIp }: HttpRequest): APIGatewayProxyEventV2 {
  const http = { method, path, protocol: "HTTP/1.1", sourceIp: sourceIp ?? "", userAgent: "" };
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: encodeURI(path),
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    queryStringParameters: query,
    body: Buffer.from(body as Uint8Array).toString("base64"),
    isBase64Encoded: true,
    requestContext: {
      requestId: randomUUID(),
      stage: "$default",
      http,
    } as APIGatewayProxyEventV2["requestContext"],
  };
}

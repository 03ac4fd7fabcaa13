import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { toHttpRequest, toHttpResult } from "../../handler/http-event.ts";
import { reusesDecisions } from "../../handler/settings.ts";
import { answer } from "../../lib/admission/answer.ts";
import { inject } from "../../lib/injection/inject.ts";
import { parseInjectPath } from "../../lib/injection/inject-path.ts";
import { compileInjector, type Injector } from "../../lib/injection/injector.ts";
import { type Json, parse, stringify, textAt } from "./json.ts";
import { kubeInjectFile } from "./ours-files.ts";
import { readRequest, type WireRequest } from "./ours-request.ts";
import { applyPatch, type Operation } from "./patch.ts";

/** How many compiled injectors are held ready at a time. */
const KEPT = 64;

/** This project's code behind the oracle's protocol: the handler for reviews, the command line's own for files. */
export class Ours {
  readonly #injectors = new Map<string, Injector>();

  /** Answers one line; the line that comes back has the members that the oracle's has. */
  answer(line: string): string {
    const request = readRequest(line);
    const members: Record<string, string> = { ...(request.id !== undefined && { id: request.id }) };
    try {
      Object.assign(members, this.#answer(request));
    } catch (error) {
      members.error = JSON.stringify((error as Error).message);
    }
    const { id, ...answered } = members;
    const whole = {
      ...(id !== undefined && { id }),
      status: "0",
      response: "null",
      patch: "null",
      pod: "null",
      ...answered,
    };
    const texts = Object.entries(whole).map(([key, text]) => `${JSON.stringify(key)}:${text}`);
    return `{${texts.join(",")}}`;
  }

  #answer(request: WireRequest): Record<string, string> {
    const compiled = this.#injector(request);
    if (request.kubeInject) return kubeInjectFile(compiled, request.input);
    const injector = seenFrom(compiled, request);
    const { status, body } = throughTheHandler(injector, request);
    // The first answers are worked out; the third is remembered.
    const again = [1, 2].map(() => throughTheHandler(injector, request).body);
    if (again.some((text) => text !== body)) throw new Error("the same review again is answered otherwise");
    if (status !== 200) return { status: String(status), error: JSON.stringify(body.trim()) };
    const answered = { status: "200", response: body };
    const encoded = textAt(body, "response", "patch");
    if (encoded === undefined) return answered;
    const patch = Buffer.from(JSON.parse(encoded) as string, "base64").toString();
    const object = objectIn(request.body);
    if (object === undefined) return { ...answered, patch };
    try {
      const pod = stringify(applyPatch(parse(object), parse(patch) as unknown as Operation[]));
      return { ...answered, patch, pod };
    } catch (error) {
      return { ...answered, patch, error: JSON.stringify(`apply patch: ${(error as Error).message}`) };
    }
  }

  #injector({ source, sourceKey }: WireRequest): Injector {
    let injector = this.#injectors.get(sourceKey);
    if (!injector) {
      try {
        injector = compileInjector({ ...source, reuseDecisions: reusesDecisions(process.env) });
      } catch (error) {
        throw new Error(`build: ${(error as Error).message}`);
      }
      if (this.#injectors.size >= KEPT) this.#injectors.delete(this.#injectors.keys().next().value as string);
      this.#injectors.set(sourceKey, injector);
    }
    return injector;
  }
}

/** istiod knows neither nodes nor namespaces of a cluster that it does not watch; remora has one cluster's. */
function seenFrom(injector: Injector, { path, clusters }: WireRequest): Injector {
  const named = parseInjectPath(path).get("ISTIO_META_CLUSTER_ID") || injector.values.clusterName;
  if (clusters.length === 0 || clusters.includes(named || "Kubernetes")) return injector;
  return {
    ...injector,
    nativeSidecars: injector.nativeSidecars ?? false,
    namespaceAnnotations: new Map(),
  };
}

/** What Lambda is called with, and what it gives back. The decision's reasons are left out: Istio gives none. */
function throughTheHandler(injector: Injector, request: WireRequest): { status: number; body: string } {
  const event = eventOf(request);
  const response = answer(toHttpRequest(event), (injection) => inject(injector, injection), {
    explain: false,
  });
  const { statusCode, body } = toHttpResult(event, response) as APIGatewayProxyStructuredResultV2;
  return { status: statusCode ?? 0, body: body ?? "" };
}

/** A call through API Gateway, payload 2.0. */
function eventOf({ path, body, contentType }: WireRequest): APIGatewayProxyEventV2 {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: encodeURI(path),
    rawQueryString: "timeout=10s",
    queryStringParameters: { timeout: "10s" },
    headers: { "content-type": contentType, "user-agent": "kube-apiserver-admission" },
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      domainName: "api.execute-api.eu-west-1.amazonaws.com",
      domainPrefix: "api",
      http: {
        method: "POST",
        path,
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.1",
        userAgent: "kube-apiserver-admission",
      },
      requestId: "request",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 0,
    },
  };
}

/** The text of a review's object; undefined where the body is no JSON. */
function objectIn(body: string): string | undefined {
  try {
    const object = textAt(body.trim(), "request", "object");
    return object !== undefined && isJson(object) ? object : undefined;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  const value: Json = parse(text);
  return value !== null;
}

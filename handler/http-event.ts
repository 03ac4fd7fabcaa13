import { STATUS_CODES } from "node:http";
import type {
  ALBEvent,
  ALBResult,
  APIGatewayEventClientCertificate,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
  LambdaFunctionURLEvent,
} from "aws-lambda";
import type { ClientCertificate, HttpRequest, HttpResponse } from "../lib/admission/http.ts";

/**
 * The HTTP events that Lambda can be called with. API Gateway's HTTP API (payload 2.0) and Function URLs
 * share one form, REST APIs (payload 1.0) and load balancers nearly another.
 */
export type HttpEvent = APIGatewayProxyEventV2 | LambdaFunctionURLEvent | APIGatewayProxyEvent | ALBEvent;

export type HttpResult = APIGatewayProxyStructuredResultV2 | APIGatewayProxyResult | ALBResult;

/** Is this an HTTP event at all, or a schedule, a test event of the console, …? */
export function isHttpEvent(event: unknown): event is HttpEvent {
  if (typeof event !== "object" || event === null || !("requestContext" in event)) return false;
  return isVersion2(event as HttpEvent) || typeof (event as APIGatewayProxyEvent).httpMethod === "string";
}

/** The vendor's event ends here: everything behind sees an {@link HttpRequest}. */
export function toHttpRequest(event: HttpEvent): HttpRequest {
  return isVersion2(event) ? fromVersion2(event) : fromVersion1(event);
}

/** The answer in the form that the sender of `event` understands. A body of bytes travels as base64. */
export function toHttpResult(
  event: HttpEvent,
  response: Omit<HttpResponse, "body"> & { readonly body: string | Uint8Array },
): HttpResult {
  const { status, headers } = response;
  const isBase64Encoded = typeof response.body !== "string";
  const body =
    typeof response.body === "string" ? response.body : Buffer.from(response.body).toString("base64");
  const result = { statusCode: status, body, isBase64Encoded };
  if (!isLoadBalancer(event)) return { ...result, headers: { ...headers } };
  const statusDescription = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  // A target group reads only the kind of headers that it sends.
  return event.multiValueHeaders
    ? { ...result, statusDescription, multiValueHeaders: mapValues(headers, (value) => [value]) }
    : { ...result, statusDescription, headers: { ...headers } };
}

function isVersion2(event: HttpEvent): event is APIGatewayProxyEventV2 {
  return "http" in event.requestContext && "rawPath" in event;
}

function isLoadBalancer(event: HttpEvent): event is ALBEvent {
  return "elb" in event.requestContext;
}

function fromVersion2(event: APIGatewayProxyEventV2): HttpRequest {
  const { http, stage, authentication, timeEpoch } = event.requestContext;
  return request({
    method: http.method,
    path: decode(withoutStage(event.rawPath, stage)),
    query: singleValues(event.queryStringParameters),
    headers: lowerCase(singleValues(event.headers)),
    body: bodyOf(event),
    sourceIp: http.sourceIp,
    receivedAt: timeEpoch,
    clientCertificate: authentication?.clientCert,
  });
}

function fromVersion1(event: APIGatewayProxyEvent | ALBEvent): HttpRequest {
  const headers = lowerCase(
    event.multiValueHeaders
      ? mapValues(withoutUndefined(event.multiValueHeaders), (values) => values.join(", "))
      : singleValues(event.headers),
  );
  const query = event.multiValueQueryStringParameters
    ? mapValues(withoutUndefined(event.multiValueQueryStringParameters), (values) => values.at(-1) ?? "")
    : singleValues(event.queryStringParameters);
  const common = { method: event.httpMethod, headers, body: bodyOf(event) };
  if (isLoadBalancer(event)) {
    return request({
      ...common,
      path: decode(event.path),
      query: mapValues(query, decode),
      // The balancer appends the address that it saw; what stands before it is the caller's own word.
      sourceIp: headers["x-forwarded-for"]?.split(",").at(-1)?.trim(),
    });
  }
  const { identity, requestTimeEpoch } = event.requestContext;
  return request({
    ...common,
    path: decode(restPath(event)),
    query,
    sourceIp: identity.sourceIp,
    receivedAt: requestTimeEpoch,
    clientCertificate: identity.clientCert ?? undefined,
  });
}

/** The optional parts are left out rather than undefined. */
function request(
  parts: Omit<HttpRequest, "sourceIp" | "receivedAt" | "clientCertificate"> & {
    sourceIp?: string | undefined;
    receivedAt?: number | undefined;
    clientCertificate?: APIGatewayEventClientCertificate | undefined;
  },
): HttpRequest {
  const { sourceIp, receivedAt, clientCertificate, ...rest } = parts;
  return {
    ...rest,
    ...(sourceIp && { sourceIp }),
    ...(receivedAt && { receivedAt }),
    ...(clientCertificate && { clientCertificate: certificate(clientCertificate) }),
  };
}

function certificate(cert: APIGatewayEventClientCertificate): ClientCertificate {
  return { subject: cert.subjectDN, issuer: cert.issuerDN, serialNumber: cert.serialNumber };
}

/** A named stage of an HTTP API stands before the path: "/prod/inject". */
function withoutStage(path: string, stage: string): string {
  const prefix = `/${stage}`;
  return path === prefix || path.startsWith(`${prefix}/`) ? path.slice(prefix.length) || "/" : path;
}

/** On a custom domain, `path` of a REST API starts with the base path mapping, which is not ours to read. */
function restPath({ path, resource, pathParameters }: APIGatewayProxyEvent): string {
  const rest = pathParameters?.proxy;
  return rest && resource?.endsWith("/{proxy+}") ? resource.replace("{proxy+}", () => rest) : path;
}

/** Some senders decode the path and some do not; what cannot be decoded stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function bodyOf({
  body,
  isBase64Encoded,
}: {
  body?: string | null;
  isBase64Encoded: boolean;
}): Uint8Array | string {
  return isBase64Encoded ? Buffer.from(body ?? "", "base64") : (body ?? "");
}

type Values<T> = Readonly<Record<string, T>>;

function singleValues(values: Values<string | undefined> | null | undefined): Record<string, string> {
  return withoutUndefined(values ?? {});
}

function withoutUndefined<T>(values: Values<T | undefined>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );
}

function mapValues<T, U>(values: Values<T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function lowerCase(headers: Values<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

import { describe, expect, test } from "@jest/globals";
import type { ALBEvent, APIGatewayProxyEvent, APIGatewayProxyEventV2 } from "aws-lambda";
import { type HttpEvent, isHttpEvent, toHttpRequest, toHttpResult } from "../../handler/http-event.ts";

const REVIEW = '{"kind":"AdmissionReview","note":"ü"}';

/** Shortened to what AWS documents and we read; the rest of an event is never looked at. */
const http2 = (changes: object = {}, context: object = {}) =>
  ({
    version: "2.0",
    routeKey: "$default",
    rawPath: "/inject/cluster/prod-1",
    rawQueryString: "timeout=5s",
    queryStringParameters: { timeout: "5s" },
    headers: { "content-type": "application/json", "user-agent": "kube-apiserver-admission" },
    requestContext: {
      stage: "$default",
      domainName: "webhook.example.com",
      http: { method: "POST", path: "/inject/cluster/prod-1", sourceIp: "203.0.113.7" },
      ...context,
    },
    body: REVIEW,
    isBase64Encoded: false,
    ...changes,
  }) as unknown as APIGatewayProxyEventV2;

const rest1 = (changes: object = {}, context: object = {}) =>
  ({
    resource: "/{proxy+}",
    path: "/hooks/inject/cluster/prod-1",
    pathParameters: { proxy: "inject/cluster/prod-1" },
    httpMethod: "POST",
    headers: { "Content-Type": "application/json" },
    multiValueHeaders: { "Content-Type": ["application/json"], "X-Two": ["a", "b"] },
    queryStringParameters: { timeout: "5s" },
    multiValueQueryStringParameters: { timeout: ["5s"] },
    requestContext: { stage: "prod", identity: { sourceIp: "203.0.113.7", clientCert: null }, ...context },
    body: REVIEW,
    isBase64Encoded: false,
    ...changes,
  }) as unknown as APIGatewayProxyEvent;

const alb = (changes: object = {}) =>
  ({
    requestContext: { elb: { targetGroupArn: "arn:aws:elasticloadbalancing:…" } },
    httpMethod: "POST",
    path: "/inject/cluster/prod-1",
    queryStringParameters: { timeout: "5s" },
    headers: { "content-type": "application/json", "x-forwarded-for": "10.6.6.6, 203.0.113.7" },
    body: REVIEW,
    isBase64Encoded: false,
    ...changes,
  }) as unknown as ALBEvent;

const albMultiValue = () =>
  alb({
    headers: undefined,
    queryStringParameters: undefined,
    multiValueHeaders: {
      "content-type": ["application/json"],
      "x-forwarded-for": ["10.6.6.6", "203.0.113.7"],
    },
    multiValueQueryStringParameters: { timeout: ["5s"] },
  });

const SENDERS: [string, HttpEvent][] = [
  ["HTTP API, payload 2.0", http2()],
  ["HTTP API on a named stage", http2({ rawPath: "/prod/inject/cluster/prod-1" }, { stage: "prod" })],
  ["Function URL", http2({}, { domainName: "abc.lambda-url.eu-west-1.on.aws" })],
  ["REST API on a custom domain with a base path", rest1()],
  ["REST API without a proxy resource", rest1({ resource: "/", path: "/inject/cluster/prod-1" })],
  ["load balancer", alb()],
  ["load balancer, multi-value headers", albMultiValue()],
];

describe("an event becomes the same request, sent by", () => {
  test.each(SENDERS)("%s", (_, event) => {
    const request = toHttpRequest(event);
    expect(request).toMatchObject({
      method: "POST",
      path: "/inject/cluster/prod-1",
      query: { timeout: "5s" },
      headers: { "content-type": "application/json" },
      body: REVIEW,
      sourceIp: "203.0.113.7",
    });
    expect(request).not.toHaveProperty("clientCertificate");
  });

  test.each(SENDERS)("%s, with its body in base64", (_, event) => {
    const encoded = { ...event, body: Buffer.from(REVIEW).toString("base64"), isBase64Encoded: true };
    expect(Buffer.from(toHttpRequest(encoded as HttpEvent).body).toString()).toBe(REVIEW);
  });

  test.each(SENDERS)("%s, without a body", (_, event) => {
    expect(toHttpRequest({ ...event, body: null } as unknown as HttpEvent).body).toBe("");
  });
});

describe("a request's", () => {
  test("path is decoded once, and left alone where it cannot be", () => {
    const pathOf = (rawPath: string) => toHttpRequest(http2({ rawPath })).path;
    expect(pathOf("/inject/cluster/a%2Fb")).toBe("/inject/cluster/a/b");
    expect(pathOf("/inject/cluster/a%252Fb")).toBe("/inject/cluster/a%2Fb");
    expect(pathOf("/inject/%zz")).toBe("/inject/%zz");
  });

  test("path keeps a segment that only begins like the stage", () => {
    expect(toHttpRequest(http2({ rawPath: "/production" }, { stage: "prod" })).path).toBe("/production");
    expect(toHttpRequest(http2({ rawPath: "/prod" }, { stage: "prod" })).path).toBe("/");
  });

  test("headers of several values are one, and their names are in lower case", () => {
    expect(toHttpRequest(rest1()).headers).toEqual({ "content-type": "application/json", "x-two": "a, b" });
  });

  test("client certificate is the one that the endpoint checked, never a header", () => {
    const clientCert = { subjectDN: "CN=prod-1", issuerDN: "CN=ca", serialNumber: "07", clientCertPem: "…" };
    const expected = { subject: "CN=prod-1", issuer: "CN=ca", serialNumber: "07" };
    expect(toHttpRequest(http2({}, { authentication: { clientCert } })).clientCertificate).toEqual(expected);
    const identity = { sourceIp: "203.0.113.7", clientCert };
    expect(toHttpRequest(rest1({}, { identity })).clientCertificate).toEqual(expected);
    const forged = { "x-amzn-mtls-clientcert": "…", "x-amzn-mtls-clientcert-subject": "CN=prod-1" };
    expect(toHttpRequest(alb({ headers: forged }))).not.toHaveProperty("clientCertificate");
  });

  test("headers named like members of Object.prototype are headers", () => {
    const headers = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const request = toHttpRequest(http2({ headers }));
    expect(Object.entries(request.headers)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });
});

describe("an answer", () => {
  const response = { status: 200, headers: { "content-type": "application/json" }, body: "{}" };

  test("to API Gateway and Function URLs has plain headers", () => {
    for (const event of [http2(), rest1()]) {
      expect(toHttpResult(event, response)).toEqual({
        statusCode: 200,
        headers: { "content-type": "application/json" },
        body: "{}",
        isBase64Encoded: false,
      });
    }
  });

  test("to a load balancer has the kind of headers that it sent", () => {
    expect(toHttpResult(alb(), { ...response, status: 413 })).toEqual({
      statusCode: 413,
      statusDescription: "413 Payload Too Large",
      headers: { "content-type": "application/json" },
      body: "{}",
      isBase64Encoded: false,
    });
    expect(toHttpResult(albMultiValue(), response)).toMatchObject({
      multiValueHeaders: { "content-type": ["application/json"] },
    });
  });

  test("of bytes travels as base64", () => {
    expect(toHttpResult(http2(), { ...response, body: Buffer.from("ü") })).toMatchObject({
      body: "w7w=",
      isBase64Encoded: true,
    });
  });
});

describe("is it an HTTP event?", () => {
  test.each(SENDERS)("%s: yes", (_, event) => expect(isHttpEvent(event)).toBe(true));
  test.each([null, "x", {}, { source: "aws.events" }, { requestContext: {} }])("%j: no", (event) =>
    expect(isHttpEvent(event)).toBe(false),
  );
});

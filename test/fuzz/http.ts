/**
 * Throws malformed requests at the handler: `npm run fuzz:http [-- --cases 100000 --seed N]`.
 *
 * Whatever comes in, the handler does not throw, does not answer with a 5xx, does not take longer than a
 * second, and writes no token anywhere: neither in an answer nor in its log.
 */
import { parseArgs } from "node:util";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type HttpEvent, isHttpEvent, toHttpRequest, toHttpResult } from "../../handler/http-event.ts";
import { Log } from "../../handler/log.ts";
import { clusterRouter } from "../../handler/routes.ts";
import { respond } from "../../handler/service.ts";
import { InjectorPool } from "../../lib/clusters/injector-pool.ts";
import { checkRegistry } from "../../lib/clusters/registry.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";

const { values } = parseArgs({
  options: { cases: { type: "string", default: "100000" }, seed: { type: "string" } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const cases = Number(values.cases);

/** A small generator of pseudo-random numbers (mulberry32), so that a seed says everything. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const random = randomFrom(seed);
const below = (count: number) => Math.floor(random() * count);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const chance = (probability: number) => random() < probability;

const token = newToken();
const { clusters } = checkRegistry({
  clusters: {
    a: { identity: { tokens: [hashToken(token)], bearer: [hashToken(token)] }, network: "n1" },
    d: { identity: { jwt: { issuer: "https://issuer.invalid", audience: "x", jwks: { keys: [] } } } },
    open: { identity: { allowAnonymous: true } },
  },
});
const content = JSON.stringify({
  rules: [{ name: "mark", overlay: '{metadata: {annotations: {mark: "{{ .Object.metadata.name }}"}}}' }],
});
const pool = new InjectorPool({
  sourceOf: () => ({ name: "fuzz", fetch: async () => ({ id: "1", content }) }),
});
const log: string[] = [];
const lookup = async (name: string) => clusters.get(name);
const service = {
  route: clusterRouter({ lookup, lookupAgain: lookup }, pool),
  health: () => pool.get({ injector: "injector", stage: "AWSCURRENT" }, clusters.get("open") as never),
  onOutcome: new Log("fuzz", (line) => void log.push(line)),
};

const REVIEW = {
  apiVersion: "admission.k8s.io/v1",
  kind: "AdmissionReview",
  request: {
    uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
    kind: { group: "", version: "v1", kind: "Pod" },
    resource: { group: "", version: "v1", resource: "pods" },
    operation: "CREATE",
    namespace: "shop",
    object: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web" },
      spec: { containers: [{ name: "web", image: "w" }] },
    },
  },
};

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "x",
  [],
  {},
  [[]],
  "\u0000",
  "\ud800",
  "__proto__",
  2 ** 60,
];
const ODD_TEXTS = [
  "",
  "%",
  "%00",
  "%2F",
  "//",
  "..",
  "~",
  "?",
  "#",
  " ",
  "\u00e9",
  "\ud83d\ude00",
  "-".repeat(300),
  "constructor",
  "__proto__",
  ":ENV:",
  "--slash--",
  "\r\nx: y",
];
const SEGMENTS = [
  "t",
  token,
  token.toUpperCase(),
  token.slice(1),
  "r",
  "1-30",
  "inject",
  "cluster",
  "a",
  "d",
  "open",
  "net",
  "n1",
  "healthz",
  "",
  ...ODD_TEXTS,
];

/** Changes a JSON value somewhere. */
function oddJson(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || chance(0.15)) return pick(ODD_VALUES);
  const entries = Object.entries(value);
  const [key] = entries.length === 0 ? ["x"] : pick(entries);
  const changed = depth > 6 ? pick(ODD_VALUES) : oddJson((value as Record<string, unknown>)[key], depth + 1);
  if (Array.isArray(value)) return value.map((member, index) => (String(index) === key ? changed : member));
  return Object.fromEntries([
    ...entries.filter(([name]) => name !== key || chance(0.1)),
    [chance(0.1) ? key.toUpperCase() : key, changed],
  ]);
}

function oddBody(): string {
  const text = JSON.stringify(chance(0.3) ? REVIEW : oddJson(REVIEW));
  switch (below(8)) {
    case 0:
      return text.slice(0, below(text.length));
    case 1:
      return text.slice(0, below(text.length)) + pick(ODD_TEXTS) + text.slice(below(text.length));
    case 2:
      return pick([
        "",
        "null",
        "[]",
        "{",
        '"',
        "&a [*a, *a]",
        "a: &a [x]\nb: [*a, *a]",
        "- ".repeat(200),
        "[".repeat(5000),
        `{"a":`.repeat(2000),
        "\ufeff{}",
        '{"apiVersion":"v1"}',
      ]);
    case 3:
      return text.replace(/"([a-z]+)":/i, (whole) => whole + whole);
    default:
      return text;
  }
}

function oddPath(): string {
  if (chance(0.4)) return `/t/${token}/inject/cluster/a/net/n1`;
  if (chance(0.5)) return "/inject/cluster/open";
  return `/${Array.from({ length: below(9) }, () => pick(SEGMENTS)).join("/")}`;
}

function oddHeaders(): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {
    "content-type": pick([
      "application/json",
      "application/json",
      "application/json",
      "application/json",
      "application/json",
      "text/plain",
      "",
      "application/yaml",
    ]),
  };
  if (chance(0.3))
    headers.authorization = pick([
      `Bearer ${token}`,
      "Bearer a.b.c",
      "Bearer",
      "Basic eDp5",
      `Bearer ${"x".repeat(20000)}`,
      ...ODD_TEXTS,
    ]);
  if (chance(0.1)) headers[pick(ODD_TEXTS)] = pick(ODD_TEXTS);
  if (chance(0.05)) headers["x-forwarded-for"] = undefined;
  return headers;
}

function oddEvent(): unknown {
  const path = oddPath();
  const body = oddBody();
  const isBase64Encoded = chance(0.2);
  const encoded = isBase64Encoded && chance(0.8) ? Buffer.from(body).toString("base64") : body;
  const method = pick(["POST", "POST", "POST", "POST", "GET", "PUT", "HEAD", "", "post", "\u0000"]);
  const event = {
    version: "2.0",
    rawPath: path,
    rawQueryString: "",
    queryStringParameters: chance(0.5)
      ? { timeout: pick(["5s", "0s", "-1s", "x", "99999999s", "__proto__"]) }
      : undefined,
    headers: oddHeaders(),
    requestContext: {
      stage: pick(["$default", "prod"]),
      http: { method, path, sourceIp: pick(["192.0.2.1", "", "x", "::1"]) },
    },
    body: chance(0.03) ? undefined : encoded,
    isBase64Encoded,
  };
  if (chance(0.2)) {
    return {
      httpMethod: method,
      path,
      headers: event.headers,
      multiValueHeaders: null,
      queryStringParameters: null,
      requestContext: pick([{ elb: {} }, { identity: { sourceIp: "192.0.2.1" } }]),
      body: event.body ?? null,
      isBase64Encoded,
    };
  }
  return event;
}

function fail(problem: string, event: unknown): never {
  console.error(`${problem}\nseed ${seed}\n${JSON.stringify(event).slice(0, 4000)}`);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const counts = new Map<string, number>();
let slowest = 0;
console.log(`fuzz:http: ${cases} requests, seed ${seed}`);
for (let i = 0; i < cases; i++) {
  const event = oddEvent() as HttpEvent;
  const start = performance.now();
  let result: APIGatewayProxyStructuredResultV2;
  try {
    if (!isHttpEvent(event)) continue;
    result = toHttpResult(
      event as APIGatewayProxyEventV2,
      await respond(withLog(service), toHttpRequest(event), 5000),
    ) as APIGatewayProxyStructuredResultV2;
  } catch (error) {
    fail(`the handler threw: ${(error as Error).stack}`, event);
  }
  slowest = Math.max(slowest, performance.now() - start);
  const status = result.statusCode ?? 0;
  if (status >= 500 || status < 200) fail(`the handler answered ${status}: ${result.body}`, event);
  if ((result.body ?? "").includes(token)) fail("an answer holds a token", event);
  const answer = status === 200 ? JSON.parse(result.body || "{}").response : undefined;
  const patch = answer?.patch ? Buffer.from(answer.patch, "base64").toString() : "";
  if (patch.includes(token)) fail("a patch holds a token", event);
  if (log.some((line) => line.includes(token))) fail("the log holds a token", event);
  log.length = 0;
  const kind = answer === undefined ? String(status) : `${status} ${answer.allowed ? "allowed" : "denied"}`;
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
if (({} as Record<string, unknown>).polluted !== undefined) fail("a prototype was changed", {});
const summary = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${kind}: ${count}`);
console.log(`${summary.join(", ")}; slowest ${slowest.toFixed(0)} ms`);
console.log(`${[...counts.values()].reduce((sum, count) => sum + count, 0)} passed, 0 failed`);

function withLog({ onOutcome, ...rest }: typeof service) {
  return { ...rest, onOutcome: (outcome: Parameters<Log["outcome"]>[0]) => onOutcome.outcome(outcome) };
}

import { type AnswerOptions, answer } from "../lib/admission/answer.ts";
import type { HttpRequest, HttpResponse } from "../lib/admission/http.ts";
import type { Review } from "../lib/admission/review.ts";
import type { Decision } from "../lib/injection/decision.ts";
import type { MutationLimits } from "../lib/rules/limits.ts";
import { type MutationRequest, type Mutator, mutate } from "../lib/rules/mutator.ts";

/** An injector in service, whoever keeps it. */
export interface ServedInjector {
  readonly injector: Mutator;
  readonly version: string;
  /** When its source was last seen to hold this version (Date.now()). */
  readonly checkedAt: number;
  /** Why a newer version is not in service, while that is so. */
  readonly failure?: Error;
  /** When it was packed beside the code, where it is the last resort: its source has never given a usable one. */
  readonly packedAt?: number;
}

/** A call that may be answered. */
export interface Route {
  readonly ok: true;
  /** The cluster that calls, where it had to say so. */
  readonly cluster?: string;
  /** What of the path means something to Istio: "/inject/cluster/c1/net/n1". */
  readonly path: string;
  readonly onFailure: NonNullable<AnswerOptions["onFailure"]>;
  /** Which injector a pod gets. */
  readonly choose: (request: MutationRequest) => ServedInjector;
}

/** A call that is turned away before its body is read. `message` is shown to whoever creates the pod. */
export interface Refusal {
  readonly ok: false;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly cluster?: string;
  /** What stood in the way of letting it in, if it is not the caller's; for logs alone. */
  readonly error?: Error;
}

/** A call that may be answered, but there is nothing to answer it with. */
export interface Unavailable extends Pick<Route, "ok" | "cluster" | "path" | "onFailure"> {
  readonly error: Error;
}

/**
 * Finds out who calls and with what it is answered; never throws.
 *
 * @param budget how long it may wait for a configuration, in milliseconds.
 */
export type Router = (request: HttpRequest, budget: number) => Promise<Route | Refusal | Unavailable>;

/** What became of a request; for logs and metrics. It holds nothing of a pod but its names. */
export interface Outcome {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly cluster?: string;
  readonly served?: ServedInjector;
  readonly review?: Review;
  readonly decision?: Decision;
  readonly refusal?: Refusal;
  readonly error?: Error;
  readonly milliseconds: number;
  /** Milliseconds of it: until the caller and its configuration were known, and in deciding on the pod. */
  readonly stages?: { readonly route: number; readonly inject?: number };
}

export interface ServiceOptions {
  readonly route: Router;
  /** The configuration that `GET /healthz` speaks of. */
  readonly health: (budget: number) => Promise<ServedInjector>;
  readonly onOutcome?: (outcome: Outcome) => void;
  readonly limits?: Partial<MutationLimits>;
  /** Works every pod out with nothing that was remembered of others. */
  readonly anew?: boolean;
}

/** Milliseconds of the time that a caller waits: what a configuration may not take, and what a template may not. */
const RESERVE = { forInjection: 500, forAnswer: 200 };

/**
 * Answers a request to the webhook, whoever took it in: Lambda or the local server. Never throws.
 *
 * @param remaining how long the platform lets the request run, in milliseconds.
 */
export async function respond(
  { route, health, onOutcome, limits, anew }: ServiceOptions,
  request: HttpRequest,
  remaining = Number.POSITIVE_INFINITY,
): Promise<HttpResponse> {
  const start = performance.now();
  const patience = Math.min(remaining, callerPatience(request) - alreadyWaited(request));
  const budget = patience - RESERVE.forInjection;
  if (request.path === "/healthz") return healthOf(request, await settle(health(budget)));

  const destination = await route(request, budget);
  const routed = rounded(performance.now() - start);
  const bounds = { deadline: start + patience - RESERVE.forAnswer, limits, anew };
  const { inject, ...details } = destination.ok
    ? answerTo(destination, request, bounds)
    : refusal(destination);
  const { cluster } = destination;
  onOutcome?.({
    request,
    ...(cluster && { cluster }),
    ...details,
    milliseconds: performance.now() - start,
    stages: { route: routed, ...(inject !== undefined && { inject }) },
  });
  return details.response;
}

type Details = Omit<Outcome, "request" | "milliseconds" | "stages" | "cluster"> & {
  readonly inject?: number;
};

type Bounds = Pick<MutationRequest, "deadline" | "limits" | "anew">;

function answerTo(destination: Route | Unavailable, request: HttpRequest, bounds: Bounds): Details {
  let served: ServedInjector | undefined;
  let seen: Pick<Outcome, "decision" | "review"> = {};
  let inject: number | undefined;
  const choose = (injection: MutationRequest): Decision => {
    if ("error" in destination) return unavailable();
    served = destination.choose(injection);
    const start = performance.now();
    try {
      return withVersion(mutate(served.injector, { ...injection, ...bounds }), served);
    } finally {
      inject = rounded(performance.now() - start);
    }
  };
  const response = answer({ ...request, path: destination.path }, choose, {
    onFailure: destination.onFailure,
    onDecision: (decision, review) => {
      seen = { decision, review };
    },
  });
  const error = "error" in destination ? { error: destination.error } : {};
  return { response, ...(served && { served }), ...seen, ...error, ...(inject !== undefined && { inject }) };
}

/** Hundredths of a millisecond tell enough. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

function refusal(refused: Refusal): Details {
  const headers = { "content-type": "text/plain; charset=utf-8" };
  const response = { status: refused.status, headers, body: `${refused.message}\n` };
  return { response, refusal: refused, ...(refused.error && { error: refused.error }) };
}

/** Why exactly is the operator's to know, and stands in the log. */
function unavailable(): Decision {
  const message = "remora: the injector's configuration is not available; the webhook's log says why";
  const reason = {
    code: "configuration-unavailable",
    rule: "configuration",
    text: message,
    verdict: "refuse",
  } as const;
  return { outcome: "refuse", reasons: [reason], templates: [], warnings: [], message };
}

/** Whoever creates a pod sees that it was injected by a configuration that could not be brought up to date. */
function withVersion(decision: Decision, served: ServedInjector): Decision {
  const { version, failure } = served;
  if (!failure) return { ...decision, version };
  return { ...decision, version, warnings: [...decision.warnings, staleness(served)] };
}

function staleness({ version, packedAt, checkedAt }: ServedInjector): string {
  if (packedAt !== undefined) {
    const day = new Date(packedAt).toISOString().slice(0, 10);
    return `remora: the injector's configuration cannot be had; version ${version}, packed into the function on ${day} as its last resort, is in service`;
  }
  const minutes = Math.floor(Math.abs(Date.now() - checkedAt) / 60_000);
  const age = minutes > 0 ? `, last confirmed ${minutes} min ago,` : "";
  return `remora: the injector's configuration could not be brought up to date; version ${version}${age} is still in service`;
}

/** The API server appends to every call how long it will wait: `?timeout=5s`. */
function callerPatience({ query }: HttpRequest): number {
  const [, seconds] = /^(\d{1,3})s$/.exec((Object.hasOwn(query, "timeout") && query.timeout) || "") ?? [];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}

/** The longest that an API server waits. */
const LONGEST_PATIENCE = 30_000;

/** Before the function saw the request: it may have had to start. Clocks that differ by more than that tell nothing. */
function alreadyWaited({ receivedAt }: HttpRequest): number {
  const waited = receivedAt === undefined ? 0 : Date.now() - receivedAt;
  return waited > 0 && waited < LONGEST_PATIENCE ? waited : 0;
}

function healthOf({ method }: HttpRequest, served: ServedInjector | Error): HttpResponse {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  const json = (status: number, body: object) => ({ status, headers, body: `${JSON.stringify(body)}\n` });
  if (method !== "GET" && method !== "HEAD") return json(405, { status: "method not allowed" });
  if (served instanceof Error) return json(503, { status: "unavailable" });
  const { version, checkedAt, failure, packedAt } = served;
  return json(200, {
    status: packedAt !== undefined ? "last resort" : failure ? "stale" : "ok",
    version,
    checkedAt: new Date(checkedAt).toISOString(),
  });
}

async function settle<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

import type { Decision } from "../injection/decision.ts";
import { LimitError } from "../injection/errors.ts";
import { INTERNAL_ERROR, refusal } from "../injection/refusal.ts";
import type { MutationRequest } from "../rules/mutator.ts";
import { checkBody } from "./body.ts";
import { decodeReview } from "./decode.ts";
import { encodeAnswer } from "./encode.ts";
import { BadReviewError } from "./errors.ts";
import { explain } from "./explain.ts";
import type { HttpRequest, HttpResponse } from "./http.ts";
import type { AdmissionAnswer, Review } from "./review.ts";

export interface AnswerOptions {
  /**
   * Adds the decision's warnings, and its reasons as audit annotations. Istio has neither, so it is off
   * where answers are compared with Istio's. Default true.
   */
  readonly explain?: boolean;
  /** What a pod that cannot be injected comes to: denied, as with Istio, or let through with a warning. Default "refuse". */
  readonly onFailure?: "refuse" | "allow";
  /** Told of every review that was decided, for logs and metrics. */
  readonly onDecision?: (decision: Decision, review: Review) => void;
  /** Told of an error that nothing foresaw; the answer says no more than that there was one. */
  readonly onFault?: (error: unknown) => void;
  /** Warnings of the caller's own, such as "the configuration is stale". */
  readonly warnings?: readonly string[];
}

/** Decides on one pod; what it needs besides (injector, cluster) the caller has bound to it. */
export type InjectFor = (request: MutationRequest) => Decision;

/**
 * Answers one HTTP request to the webhook, in every case (pkg/kube/inject/webhook.go, serveInject).
 *
 * | outcome                             | HTTP | response                           | what the API server does   |
 * |-------------------------------------|------|------------------------------------|----------------------------|
 * | injected                            | 200  | allowed, patch (`[]`: no change)   | applies the patch          |
 * | skipped by policy                   | 200  | allowed, no patch                  | goes on                    |
 * | pod cannot be read or injected      | 200  | not allowed, status.message        | denies, shows the message  |
 * | the patch does not fit the answer   | 200  | the same                           | the same                   |
 * | the same, failing open              | 200  | allowed, no patch, a warning       | goes on, shows the warning |
 * | body is no AdmissionReview          | 200  | not allowed, no kind, uid ""       | by failurePolicy: bad uid  |
 * | body empty, or beyond 6 MiB         | 400  | text                               | by failurePolicy           |
 * | content type not application/json   | 415  | text                               | by failurePolicy           |
 * | a fault of ours                     | 200  | not allowed, "internal error"      | denies, shows the message  |
 */
export function answer(
  request: HttpRequest,
  injectFor: InjectFor,
  options: AnswerOptions = {},
): HttpResponse {
  const body = checkBody(request);
  if (typeof body !== "string") return body;
  let review: Review | undefined;
  try {
    review = decodeReview(body);
    const decision = injectFor(mutationOf(review, request.path));
    const { decided, text } = encodeWithinLimit(decision, options, review);
    options.onDecision?.(decided, review);
    return json(text);
  } catch (error) {
    if (error instanceof BadReviewError)
      return json(encodeAnswer({ allowed: false, message: error.message }, undefined));
    options.onFault?.(error);
    return json(encodeAnswer({ allowed: false, message: INTERNAL_ERROR }, review));
  }
}

/** What Lambda sends is 6 MB (6,291,456 bytes) with the response's other members, and with each quote escaped. */
const MAX_ANSWER_LENGTH = 6_000_000;

function encodeWithinLimit(
  decision: Decision,
  options: AnswerOptions,
  review: Review,
): { readonly decided: Decision; readonly text: string } {
  const text = encodeAnswer(withWarnings(answerOf(decision, options), options), review);
  if (text.length <= MAX_ANSWER_LENGTH) return { decided: decision, text };
  const message = `the answer would have ${text.length} bytes; at most ${MAX_ANSWER_LENGTH} are allowed`;
  const decided = refusal(new LimitError("answer-too-big", message), decision.reasons);
  return { decided, text: encodeAnswer(withWarnings(answerOf(decided, options), options), review) };
}

function mutationOf({ request }: Review, path: string): MutationRequest {
  const { object, namespace = "", operation, resource } = request;
  return {
    pod: object,
    namespace,
    path,
    ...(operation && { operation }),
    ...(resource?.resource && { resource: resourceName(resource) }),
  };
}

/** As `kubectl api-resources -o name` prints it: "pods", "deployments.apps". */
function resourceName({ group, resource }: NonNullable<Review["request"]["resource"]>): string {
  return group ? `${resource}.${group}` : resource;
}

function answerOf(
  decision: Decision,
  { explain: explained = true, onFailure }: AnswerOptions,
): AdmissionAnswer {
  const why = explained ? explain(decision) : {};
  switch (decision.outcome) {
    case "inject":
      return { allowed: true, patch: decision.patch ?? [], ...why };
    case "skip":
      return { allowed: true, ...why };
    case "refuse":
      return onFailure === "allow"
        ? {
            allowed: true,
            ...why,
            warnings: [`not injected: ${decision.message ?? ""}`, ...(why.warnings ?? [])],
          }
        : { allowed: false, message: decision.message ?? "", ...why };
  }
}

function withWarnings(answered: AdmissionAnswer, { warnings = [] }: AnswerOptions): AdmissionAnswer {
  return warnings.length === 0
    ? answered
    : { ...answered, warnings: [...(answered.warnings ?? []), ...warnings] };
}

function json(body: string): HttpResponse {
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

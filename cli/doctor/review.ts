import { randomUUID } from "node:crypto";
import { request } from "node:https";
import { buffer } from "node:stream/consumers";
import type { Operation } from "fast-json-patch";
import { decode } from "../../lib/kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import type { Endpoint } from "./endpoint.ts";
import { fail, ok, type Step, skip, warn } from "./step.ts";

/** Milliseconds: more than any webhook may take. */
const PATIENCE = 30_000;

export interface Commands {
  /** Gives the cluster a new token and a manifest that has it. */
  readonly rotate: readonly string[];
  /** Renders the manifest anew. */
  readonly render: readonly string[];
  /** The same for an endpoint that needs no caBundle. */
  readonly renderPublic: readonly string[];
  /** " --stage prod", where that is known. */
  readonly flags: string;
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
  readonly milliseconds: number;
}

/** The pod of the review. It is in no cluster, and the answer to the review is all that comes of it. */
export const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "remora-doctor", namespace: "default", labels: { "sidecar.istio.io/inject": "true" } },
  spec: { containers: [{ name: "app", image: "example.com/app:1" }] },
};

/** As an API server sends it; patches are made for that form. */
const SENT = decode("v1.Pod", POD) as typeof POD & { spec: { initContainers?: { name: string }[] } };

/**
 * Posts one review as an API server does, marked as a dry run, and reads out of the answer whether HTTP works,
 * whether we are let in, and whether the answer is one that an API server takes.
 *
 * | answer | http | token | review |
 * |---|---|---|---|
 * | none, 3xx, 404, 5xx, … | fail | skip | skip |
 * | 401; 403 but for the source address | ok | fail | skip |
 * | 403 for the source address | ok | skip | skip |
 * | 200 | ok | ok | by what it says |
 *
 * @param timeout what the webhook's configuration gives it, in seconds.
 */
export async function askForReview(
  endpoint: Endpoint,
  commands: Commands,
  timeout: number,
): Promise<readonly Step[]> {
  const uid = randomUUID();
  let answer: Answer;
  try {
    answer = await post(endpoint, reviewOf(uid));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return [fail("http", `no answer: ${code ?? message}`, { why: NO_ANSWER }), ...skipped("token", "review")];
  }
  if (answer.status === 401 || answer.status === 403) return [httpOk(answer), ...refused(answer, commands)];
  if (answer.status !== 200) return [badStatus(answer, commands), ...skipped("token", "review")];
  return [httpOk(answer), ok("token", "accepted"), judged(answer, { uid, timeout, commands })];
}

const NO_ANSWER = "the connection was taken and ended without an answer: look at the endpoint's log";

const skipped = (...steps: ("token" | "review")[]) =>
  steps.map((step) => skip(step, "nothing was asked: an earlier step failed"));

const httpOk = ({ status, milliseconds }: Answer) =>
  ok("http", `${status} in ${Math.round(milliseconds)} ms`);

function reviewOf(uid: string): string {
  const pods = { group: "", version: "v1", resource: "pods" };
  const kind = { group: "", version: "v1", kind: "Pod" };
  const request = {
    uid,
    kind,
    resource: pods,
    requestKind: kind,
    requestResource: pods,
    name: POD.metadata.name,
    namespace: POD.metadata.namespace,
    operation: "CREATE",
    userInfo: { username: "remora-doctor" },
    object: SENT,
    oldObject: null,
    dryRun: true,
    options: { kind: "CreateOptions", apiVersion: "meta.k8s.io/v1", dryRun: ["All"] },
  };
  return JSON.stringify({ kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request });
}

function post({ url, ca, cert, key }: Endpoint, body: string): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url.origin}${url.pathname}?timeout=10s`,
      {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json, */*",
          "user-agent": "remora-doctor",
          "content-length": Buffer.byteLength(body),
        },
        signal: AbortSignal.timeout(PATIENCE),
        agent: false,
        ...(ca !== undefined && { ca }),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
      },
      (response) => {
        buffer(response).then((bytes) => {
          const milliseconds = performance.now() - started;
          const { statusCode: status = 0, headers } = response;
          resolve({ status, location: headers.location, body: bytes.toString(), milliseconds });
        }, reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

/** remora says of itself what it is; whatever does not is another service, or API Gateway before it. */
const isRemoras = (body: string) => /\bremora: /.test(body);

const excerpt = (body: string) => body.replace(/\s+/g, " ").trim().slice(0, 200);

function refused({ body }: Answer, { rotate, flags }: Commands): Step[] {
  if (/source address/.test(body)) {
    const found = "this machine's address is not among those that may call";
    const why = "sourceCidrs of the cluster, or allowedCidrs of the stage: from here, no more can be asked";
    return [skip("token", found, { why }), ...skipped("review")];
  }
  if (/network in the webhook's URL/.test(body))
    return [
      fail("token", "the network in the URL is not the one of the cluster's entry", {
        mend: [`remora cluster list${flags}`],
      }),
      ...skipped("review"),
    ];
  const why = isRemoras(body)
    ? "the token is not one of the cluster's (revoked, rotated, mistyped), or the registry does not know the cluster's name"
    : `something before the webhook refuses: ${excerpt(body)}`;
  return [
    fail("token", "refused", { why, mend: [`remora cluster list${flags}`, ...rotate] }),
    ...skipped("review"),
  ];
}

function badStatus({ status, location, body }: Answer, { render, flags }: Commands): Step {
  const found = `HTTP ${status}: ${excerpt(body) || "without a body"}`;
  if (location !== undefined)
    return fail("http", `HTTP ${status}: redirects to ${location}`, {
      why: "an API server follows, with GET, and gets no answer to its review",
      mend: render,
    });
  if (status === 404)
    return fail("http", found, {
      why: isRemoras(body)
        ? "the URL's path is not one that the webhook answers"
        : "something else answers there, or API Gateway has no such API, stage or domain",
      mend: render,
    });
  if (status === 429)
    return fail("http", found, {
      why: "the stage's throttlingRate, or the account's concurrency, is used up",
      mend: ["# raise throttlingRate, reservedConcurrency or the quota: docs/operations.md, Throttles"],
    });
  const mend = [`npx serverless logs${flags} --function webhook`];
  return fail("http", found, {
    ...(status >= 500 && { why: "the function could not be called, crashed or took too long" }),
    mend,
  });
}

function judged(
  { body, milliseconds }: Answer,
  { uid, timeout, commands }: { uid: string; timeout: number; commands: Commands },
): Step {
  const response = responseOf(body, uid);
  if (typeof response === "string")
    return fail("review", response, { why: "the API server says: received invalid webhook response" });
  const { flags } = commands;
  if (response.allowed !== true) {
    const { message } = (response.status ?? {}) as { message?: string };
    return fail("review", `the pod was refused: ${excerpt(String(message))}`, {
      mend: [
        `remora template pull${flags} > injector.json && remora template validate injector.json`,
        `remora template rollback${flags}`,
      ],
    });
  }
  const changed = patched(response);
  if (typeof changed === "string") return fail("review", changed);
  const warnings = Array.isArray(response.warnings) ? response.warnings.map(String) : [];
  if (warnings.length > 0)
    return warn("review", `${changed.found}; it warns: ${warnings.join("; ")}`, {
      mend: [`remora template versions${flags}`, `npx serverless logs${flags} --function webhook`],
    });
  if (milliseconds > timeout * 500)
    return warn("review", `${changed.found}, after ${Math.round(milliseconds)} ms of ${timeout} s`, {
      why: "more than half of the webhook's timeoutSeconds: a cold start, or too little memory",
    });
  return ok("review", changed.found);
}

/** What an API server takes of an answer. @returns in words what is wrong with it, otherwise the response */
function responseOf(body: string, uid: string): Record<string, unknown> | string {
  let review: unknown;
  try {
    review = JSON.parse(body);
  } catch {
    return `the answer is no JSON: ${excerpt(body)}`;
  }
  if (!isObject(review) || review.kind !== "AdmissionReview")
    return `the answer is no AdmissionReview: ${excerpt(body)}`;
  if (review.apiVersion !== "admission.k8s.io/v1") return `the answer's apiVersion is ${review.apiVersion}`;
  const { response } = review;
  if (!isObject(response)) return "the answer has no response";
  return response.uid === uid
    ? response
    : `the answer is to another review: expected ${uid}, got ${response.uid}`;
}

/** @returns what the patch does to the pod, or in words what is wrong with it */
function patched(response: Record<string, unknown>): { readonly found: string } | string {
  const { patch, patchType } = response;
  if (patch === undefined) return { found: "answered: the pod stays as it is" };
  if (patchType !== "JSONPatch") return `the answer has a patch of the type ${patchType}`;
  try {
    const operations = JSON.parse(Buffer.from(String(patch), "base64").toString()) as Operation[];
    const pod = applyJsonPatch(SENT, operations) as typeof SENT;
    const { containers, initContainers = [] } = pod.spec;
    const added = [...initContainers, ...containers].map(({ name }) => name).filter((name) => name !== "app");
    return {
      found: `answered: ${operations.length} changes${added.length > 0 ? `, which put in ${added.join(", ")}` : ""}`,
    };
  } catch (error) {
    return `the patch cannot be applied: ${(error as Error).message.split("\n", 1)}`;
  }
}

import type { Outcome } from "../../handler/service.ts";
import { redactPath } from "../../lib/clusters/path.ts";
import type { RefreshEvent } from "../../lib/sources/refreshing.ts";
import { painter, printable } from "../terminal.ts";

/** All that the server tells people goes to stderr: stdout has the one line that programs wait for. */
export function say(text: string): void {
  process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** One request, to follow by eye. */
export function requestLine(outcome: Outcome): string {
  const { request, response, milliseconds } = outcome;
  const paint = painter(process.stderr);
  const path = printable(redactPath(request.path)).slice(0, 200);
  const what = printable(describe(outcome)).slice(0, 500);
  const style = response.status !== 200 || outcome.decision?.outcome === "refuse" ? "red" : "green";
  const time = new Date().toTimeString().slice(0, 8);
  return `${paint("dim", time)} ${request.method} ${path} ${paint(style, String(response.status))} ${what} ${paint("dim", `${milliseconds.toFixed(1)} ms`)}`;
}

/** What became of a file that was read again. */
export function configurationLine(event: RefreshEvent): string {
  const { source, type } = event;
  if (type === "installed") return `${source}: version ${event.version} is in service`;
  return `${source}: the last good version stays in service, since the new one is ${type === "failed" ? "not to be had" : "bad"}: ${printable(event.error.message)}`;
}

function describe({ review, decision, refusal, response }: Outcome): string {
  if (refusal) return refusal.code;
  if (!decision || !review) return response.status === 200 ? "no AdmissionReview" : response.body.trim();
  const { namespace = "", object, name } = review.request;
  const pod = `${namespace}/${name || nameOf(object)}`;
  const why = decision.reasons.at(-1)?.text ?? "";
  if (decision.outcome === "inject") return `${pod} injected (${decision.templates.join(", ")})`;
  return `${pod} ${decision.outcome === "skip" ? "skipped" : "refused"}: ${decision.message ?? why}`;
}

/** Of a pod that may be anything. */
function nameOf(object: unknown): string {
  const { metadata } = (object ?? {}) as { metadata?: { generateName?: unknown } | null };
  return typeof metadata?.generateName === "string" ? `${metadata.generateName}*` : "?";
}

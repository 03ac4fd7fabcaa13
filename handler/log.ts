import { redactPath } from "../lib/clusters/path.ts";
import type { RefreshEvent } from "../lib/sources/refreshing.ts";
import { type Dimensions, embeddedMetrics, type Measured } from "./metrics.ts";
import type { Outcome } from "./service.ts";

/**
 * One line of JSON a request and one for each change of the configuration, with the metrics in it. Never the
 * spec of a pod, an environment variable, the patch, who asked, or a token: names and codes only.
 */
export class Log {
  readonly #stage: string;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  #cold = true;

  constructor(stage: string, write = (line: string) => void process.stdout.write(line), now = Date.now) {
    this.#stage = stage;
    this.#write = write;
    this.#now = now;
  }

  outcome({
    request,
    response,
    cluster,
    served,
    review,
    decision,
    refusal,
    error,
    milliseconds,
    stages,
  }: Outcome): void {
    const measured = measure(this.#now(), { decision, refusal, served, milliseconds });
    const reason = refusal?.code ?? decision?.reasons.at(-1)?.code ?? "none";
    const event = refusal ? "refused" : (decision?.outcome ?? "bad request");
    this.#line(levelOf({ decision, refusal, served }), event, {
      path: redactPath(request.path),
      status: response.status,
      ...(cluster && { cluster }),
      ...(review && { ...namesOf(review.request), uid: review.request.uid }),
      ...(decision && { templates: decision.templates }),
      ...(decision?.message && { message: decision.message.slice(0, LONGEST_MESSAGE) }),
      reason,
      ...(reason === "internal-error" && { fault: faultOf(decision?.cause) }),
      ...(served && { version: served.version }),
      ...(served?.failure && { stale: served.failure.message }),
      ...(served?.packedAt !== undefined && { lastResort: true }),
      ...(error && { error: error.message, ...codeOf(error) }),
      milliseconds: Number(milliseconds.toFixed(2)),
      ...(stages && { stages }),
      coldStart: this.#cold,
      ...this.#metrics(measured, { Reason: reason, ...(served && { Version: served.version }) }),
    });
    this.#cold = false;
  }

  configuration(event: RefreshEvent): void {
    const { type, source } = event;
    this.#line(type === "installed" ? "INFO" : "ERROR", `configuration ${type}`, {
      source,
      ...("version" in event && { version: event.version }),
      ...("packedAt" in event && { packedAt: new Date(event.packedAt).toISOString() }),
      ...("error" in event && { error: event.error.message }),
      ...this.#metrics(measureConfiguration(type)),
    });
  }

  warn(event: string, fields: Record<string, unknown> = {}): void {
    this.#line("WARN", event, fields);
  }

  #metrics(measured: Measured, dimensions?: Dimensions): Record<string, unknown> {
    return embeddedMetrics(this.#stage, this.#now(), measured, dimensions);
  }

  #line(level: "INFO" | "WARN" | "ERROR", event: string, fields: Record<string, unknown>): void {
    const timestamp = new Date(this.#now()).toISOString();
    this.#write(`${JSON.stringify({ timestamp, level, event, ...fields })}\n`);
  }
}

const LONGEST_MESSAGE = 1_000;

function codeOf(error: NodeJS.ErrnoException): object {
  return error.code === undefined ? {} : { code: error.code };
}

/** Where in our code a fault of ours happened. Not what it says, which may be anything that a pod holds. */
function faultOf(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const frames = cause.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return [cause.name, ...frames.slice(0, 8)].join("\n");
}

type Measurable = { readonly [Key in "decision" | "refusal" | "served"]?: Outcome[Key] | undefined } & Pick<
  Outcome,
  "milliseconds"
>;

/** What a request comes to in figures. */
export function measure(now: number, { decision, refusal, served, milliseconds }: Measurable): Measured {
  const counted = decision && COUNTED[decision.outcome];
  return {
    ...(refusal && { Refusals: 1 }),
    ...(counted && { [counted]: 1 }),
    ...(served && { ConfigurationAge: Math.abs(now - served.checkedAt) / 1000 }),
    Latency: milliseconds,
  };
}

/** What an event of the configuration comes to in figures. */
function measureConfiguration(type: RefreshEvent["type"]): Measured {
  if (type === "installed") return {};
  return type === "last resort" ? { LastResorts: 1 } : { RefreshFailures: 1 };
}

const COUNTED = { inject: "Injections", skip: "Skips", refuse: "Failures" } as const;

function levelOf({ decision, refusal, served }: Omit<Measurable, "milliseconds">): "INFO" | "WARN" | "ERROR" {
  if (decision?.outcome === "refuse") return "ERROR";
  return refusal || served?.packedAt !== undefined ? "WARN" : "INFO";
}

/** Of a pod that nobody has checked yet. */
function namesOf({
  namespace,
  name,
  object,
}: {
  namespace?: string;
  name?: string;
  object?: unknown;
}): object {
  const { metadata } = (object ?? {}) as {
    metadata?: { generateName?: unknown; name?: unknown; ownerReferences?: unknown } | null;
  };
  const pod = [name, metadata?.name, metadata?.generateName].find(
    (text) => typeof text === "string" && text !== "",
  );
  const owner = ownerOf(metadata?.ownerReferences);
  return {
    ...(namespace && { namespace }),
    ...(pod !== undefined && { pod }),
    ...(owner !== undefined && { owner }),
  };
}

/** The controller, as "ReplicaSet/foo-6d4b75cb6d". */
function ownerOf(references: unknown): string | undefined {
  const owner = Array.isArray(references) ? references.find((each) => each?.controller === true) : undefined;
  return typeof owner?.name === "string" && typeof owner.kind === "string"
    ? `${owner.kind}/${owner.name}`
    : undefined;
}

import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { measure } from "../../handler/log.ts";
import { type Dimensions, METRICS, type MetricName } from "../../handler/metrics.ts";
import type { Outcome } from "../../handler/service.ts";
import type { HttpRequest, HttpResponse } from "../../lib/admission/http.ts";

/** Seconds: reviews take some milliseconds, and a caller waits 30 seconds at most. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * What the deployed function measures by CloudWatch, for Prometheus: the same names, in its own manner, as
 * `remora_injections_total`, `remora_skips_total{reason="…"}`, `remora_latency_seconds`.
 */
export class LocalMetrics {
  readonly #registry = new Registry();
  readonly #counters = new Map<MetricName, Counter>();
  readonly #age: Gauge;
  readonly #latency: Histogram;

  constructor() {
    const registers = [this.#registry];
    for (const [name, { unit, by, help }] of Object.entries(METRICS)) {
      if (unit !== "Count") continue;
      const counter = new Counter({
        name: `remora_${snakeCase(name)}_total`,
        help,
        labelNames: by.map((dimension) => dimension.toLowerCase()),
        registers,
      });
      this.#counters.set(name as MetricName, counter);
    }
    const { ConfigurationAge, Latency } = METRICS;
    this.#age = new Gauge({
      name: "remora_configuration_age_seconds",
      help: ConfigurationAge.help,
      registers,
    });
    this.#latency = new Histogram({
      name: "remora_latency_seconds",
      help: Latency.help,
      buckets: BUCKETS,
      registers,
    });
  }

  outcome(outcome: Outcome): void {
    const { Latency, ConfigurationAge, ...counts } = measure(Date.now(), outcome);
    const reason = outcome.refusal?.code ?? outcome.decision?.reasons.at(-1)?.code ?? "none";
    const dimensions = { Reason: reason, Version: outcome.served?.version ?? "none" };
    for (const [name, value] of Object.entries(counts)) this.#count(name as MetricName, dimensions, value);
    if (Latency !== undefined) this.#latency.observe(Latency / 1000);
    if (ConfigurationAge !== undefined) this.#age.set(ConfigurationAge);
  }

  refreshFailed(): void {
    this.#count("RefreshFailures", {}, 1);
  }

  /** Answers `GET /metrics`; undefined where something else is asked. */
  async respond({ method, path }: HttpRequest): Promise<HttpResponse | undefined> {
    if (path !== "/metrics" || (method !== "GET" && method !== "HEAD")) return undefined;
    const headers = { "content-type": this.#registry.contentType, "cache-control": "no-store" };
    return { status: 200, headers, body: await this.#registry.metrics() };
  }

  #count(name: MetricName, dimensions: Dimensions, value: number): void {
    const labels = METRICS[name].by.map((dimension) => [
      dimension.toLowerCase(),
      dimensions[dimension] ?? "none",
    ]);
    this.#counters.get(name)?.inc(Object.fromEntries(labels), value);
  }
}

/** "RefreshFailures" is "refresh_failures". */
function snakeCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
}

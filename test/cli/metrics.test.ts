import { describe, expect, test } from "@jest/globals";
import { LocalMetrics } from "../../cli/serve/metrics.ts";
import type { Outcome } from "../../handler/service.ts";
import type { HttpRequest } from "../../lib/admission/http.ts";

const get = (path: string): HttpRequest => ({ method: "GET", path, query: {}, headers: {}, body: "" });
const response = { status: 200, headers: {}, body: "" };

function outcome(decided: "inject" | "skip", code: string): Outcome {
  const reason = { code, text: "", rule: "", verdict: decided };
  const decision = { outcome: decided, reasons: [reason], templates: [], warnings: [] };
  return { request: get("/inject"), response, decision, milliseconds: 2 } as unknown as Outcome;
}

describe("the local server's metrics", () => {
  test("count what became of reviews, with the reason where it tells something", async () => {
    const metrics = new LocalMetrics();
    metrics.outcome(outcome("inject", "default-policy"));
    metrics.outcome(outcome("skip", "label"));
    metrics.outcome(outcome("skip", "label"));
    metrics.refreshFailed();
    const { body, headers } = (await metrics.respond(get("/metrics"))) ?? response;
    expect(headers).toMatchObject({ "content-type": expect.stringMatching(/^text\/plain; version=/) });
    const lines = body.split("\n");
    expect(lines).toContain('remora_injections_total{version="none"} 1');
    expect(lines).toContain('remora_skips_total{reason="label"} 2');
    expect(lines).toContain("remora_refresh_failures_total 1");
    expect(lines).toContain('remora_latency_seconds_bucket{le="0.0025"} 3');
    expect(lines).toContain('remora_latency_seconds_bucket{le="0.001"} 0');
  });

  test("leave every other path to the webhook", async () => {
    expect(await new LocalMetrics().respond(get("/inject"))).toBeUndefined();
  });
});

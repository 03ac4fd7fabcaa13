import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { reportOf, reportText } from "../../cli/bench/report.ts";
import { reviewOf } from "../../cli/bench/reviews.ts";
import { answer } from "../../lib/admission/answer.ts";
import { inject } from "../../lib/injection/inject.ts";
import { compileInjector } from "../../lib/injection/injector.ts";
import { INJECTOR } from "../examples/cases.ts";
import { run } from "../support/command.ts";

jest.setTimeout(60_000);

describe("remora bench", () => {
  const injector = compileInjector({ ...INJECTOR, nativeSidecars: false });
  const bodies = new Set<string>();
  let server: Server;
  let base: string;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = await buffer(request);
      bodies.add(body.toString());
      const path = request.url ?? "";
      const headers = { "content-type": "application/json" };
      const answered = answer({ method: "POST", path, query: {}, headers, body }, (review) =>
        inject(injector, review),
      );
      response.writeHead(path.startsWith("/inject") ? answered.status : 404).end(answered.body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test("sends so many reviews, no two alike, and tells what they took", async () => {
    const { stdout, stderr, code } = await run([
      "bench",
      `${base}/inject`,
      "--requests",
      "30",
      "--warm-up",
      "5",
      "--connections",
      "3",
      "-o",
      "json",
    ]);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(bodies.size).toBe(35);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ requests: 30, failed: 0, faults: {} });
    const { min, p50, p99, max } = report.milliseconds;
    expect([min, p50, p99, max]).toEqual([min, p50, p99, max].sort((a, b) => a - b));
  });

  test("counts what an API server would not take for a yes, and exits with 1", async () => {
    const { stdout, code } = await run(["bench", `${base}/other`, "--requests", "3", "--warm-up", "0"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^3 reviews in .* s: .* a second, 3 failed\n {2}3 × HTTP 404\n$/);
  });

  test.each([
    ["what is no URL", ["nowhere"], "the webhook's URL is none"],
    ["more than it will send", ["http://a", "--requests", "1000000"], "It is a number from 1 to 100000."],
  ])("refuses %s", async (_, args, message) => {
    const { stderr, code } = await run(["bench", ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

test("every review can be injected by the example injector", () => {
  const injector = compileInjector({ ...INJECTOR, nativeSidecars: false });
  for (let serial = 0; serial < 8; serial++) {
    const { request } = JSON.parse(reviewOf(serial).body);
    const { outcome } = inject(injector, {
      pod: request.object,
      namespace: request.namespace,
      path: "/inject",
    });
    expect(outcome).toBe("inject");
  }
});

test("percentiles are times that were measured, by nearest rank", () => {
  const results = Array.from({ length: 200 }, (_, i) => ({ milliseconds: 200 - i }));
  const report = reportOf([...results, { fault: "HTTP 500" }], 2);
  expect(report.milliseconds).toEqual({
    min: 1,
    mean: 100.5,
    p50: 100,
    p90: 180,
    p95: 190,
    p99: 198,
    max: 200,
  });
  expect(report).toMatchObject({
    requests: 201,
    failed: 1,
    requestsPerSecond: 100.5,
    faults: { "HTTP 500": 1 },
  });
  expect(reportText(report)).toContain("  p99     198.00 ms\n");
});

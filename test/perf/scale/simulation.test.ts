import { describe, expect, test } from "@jest/globals";
import { Random } from "../../conformance/generate/random.ts";
import { type Deployment, type Fleet, simulate } from "./simulation.ts";

const FLEET: Fleet = { clusters: 20, podsPerCluster: 10, podsPerSecond: 20, startsWithin: 1 };
const DEPLOYMENT: Deployment = {
  warm: 2,
  cold: 300,
  concurrency: 1_000,
  rate: 10_000,
  burst: 5_000,
  provisioned: 0,
  retryAfter: 1_000,
};

function run(fleet: Partial<Fleet>, deployment: Partial<Deployment>) {
  const random = new Random(1);
  return simulate({ ...FLEET, ...fleet }, { ...DEPLOYMENT, ...deployment }, () => random.next());
}

describe("a fleet that restarts", () => {
  test("has every pod answered, by few instances and none of them turned away, where nothing is scarce", () => {
    const outcome = run({}, {});
    expect(outcome).toMatchObject({ requests: 200, throttled: 0 });
    expect(outcome.mostSecretReadsPerSecond).toBeLessThanOrEqual(outcome.coldStarts);
    expect(outcome.latency.max).toBeGreaterThan(DEPLOYMENT.cold * 0.8);
  });

  test("has no cold start where enough instances are warm", () => {
    expect(run({}, { provisioned: 50 })).toMatchObject({ coldStarts: 0, mostSecretReadsPerSecond: 0 });
  });

  test("never has more instances than it may, and comes to an end all the same", () => {
    const outcome = run({}, { concurrency: 1 });
    expect(outcome).toMatchObject({ requests: 200, coldStarts: 1, mostConcurrent: 1 });
    expect(outcome.throttled).toBeGreaterThan(0);
  });

  test("is held to the request rate of API Gateway", () => {
    const outcome = run({}, { rate: 50, burst: 20, provisioned: 50 });
    expect(outcome.requests).toBe(200);
    expect(outcome.mostRequestsPerSecond).toBeLessThanOrEqual(70);
    expect(outcome.throttled).toBeGreaterThan(0);
  });

  test("is held to ten requests a second and instance, however short they are", () => {
    const outcome = run({}, { concurrency: 5, provisioned: 5 });
    expect(outcome).toMatchObject({ requests: 200, coldStarts: 0 });
    expect(outcome.mostRequestsPerSecond).toBeLessThanOrEqual(50);
    expect(outcome.throttled).toBeGreaterThan(0);
  });
});

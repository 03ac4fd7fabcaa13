import { describe, expect, test } from "@jest/globals";
import { openRouter } from "../../handler/routes.ts";
import { type Outcome, respond, type ServedInjector } from "../../handler/service.ts";
import { readSettings } from "../../handler/settings.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { INJECTOR, reviewOf } from "../examples/cases.ts";

const served: ServedInjector = {
  injector: compileMutator({ ...INJECTOR }),
  version: "v1",
  checkedAt: Date.now(),
};

const REQUEST = {
  method: "POST",
  path: "/inject",
  query: {},
  headers: { "content-type": "application/json" },
  body: JSON.stringify(reviewOf({ name: "plain" })),
};

/** Asks a service that gets its injector from `get`. */
async function ask(
  get: (budget: number) => Promise<ServedInjector>,
  changes: object = {},
  onFailure?: "allow",
) {
  const outcomes: Outcome[] = [];
  const response = await respond(
    { route: openRouter(get, onFailure), health: get, onOutcome: (outcome) => void outcomes.push(outcome) },
    { ...REQUEST, ...changes },
    10_000,
  );
  return {
    response,
    body: response.body.startsWith("{") ? JSON.parse(response.body) : response.body,
    outcomes,
  };
}

describe("without a configuration", () => {
  const nothing = async () => {
    throw new Error("secret remora/prod/injector did not answer in time");
  };

  test("a pod is refused, with its uid and without the reason, which is the operator's", async () => {
    const { response, body, outcomes } = await ask(nothing);
    expect(response.status).toBe(200);
    expect(body.response).toMatchObject({
      uid: JSON.parse(REQUEST.body).request.uid,
      allowed: false,
      status: { message: expect.stringContaining("the injector's configuration is not available") },
    });
    expect(response.body).not.toContain("remora/prod");
    expect(outcomes[0]?.error?.message).toContain("remora/prod/injector");
  });

  test("or let through with a warning, where the operator chose so", async () => {
    const { body } = await ask(nothing, {}, "allow");
    expect(body.response).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining("not available")],
    });
    expect(body.response).not.toHaveProperty("patch");
  });

  test("the health check fails and names nothing", async () => {
    const { response } = await ask(nothing, { method: "GET", path: "/healthz", body: "" });
    expect([response.status, response.body]).toEqual([503, '{"status":"unavailable"}\n']);
  });
});

describe("with a configuration that could not be brought up to date", () => {
  const stale = { ...served, checkedAt: Date.now() - 15 * 60_000, failure: new Error("throttled") };

  test("the pod is injected, and whoever created it is told", async () => {
    const { body } = await ask(async () => stale);
    expect(body.response.patchType).toBe("JSONPatch");
    expect(body.response.warnings).toEqual([
      "remora: the injector's configuration could not be brought up to date; version v1, last confirmed 15 min ago, is still in service",
    ]);
  });

  test("the health check still answers 200, and says stale", async () => {
    const { response, body } = await ask(async () => stale, { method: "GET", path: "/healthz", body: "" });
    expect([response.status, body.status, body.version]).toEqual([200, "stale", "v1"]);
  });

  test("or that the last resort is in service, where it is", async () => {
    const last = { ...stale, packedAt: stale.checkedAt };
    const { response, body } = await ask(async () => last, { method: "GET", path: "/healthz", body: "" });
    expect([response.status, body.status, body.version]).toEqual([200, "last resort", "v1"]);
  });
});

describe("the time that a request may wait for a configuration", () => {
  test.each([
    ["what the function has left", {}, 9_500],
    ["what the API server waits, where that is less", { query: { timeout: "5s" } }, 4_500],
    ["not what the API server waits, where that is more", { query: { timeout: "30s" } }, 9_500],
    ["nothing else that stands in the query", { query: { timeout: "1e9s" } }, 9_500],
  ])("is %s", async (_, changes, expected) => {
    const budgets: number[] = [];
    await ask(async (budget) => {
      budgets.push(budget);
      return served;
    }, changes);
    expect(budgets).toEqual([expected]);
  });
});

describe("what the caller has waited already", () => {
  test.each([
    ["counts: the function had to start", 2_000, 3_000 - 500],
    ["does not count where the endpoint's clock is ahead", -2_000, 5_000 - 500],
    ["or where the clocks have nothing to do with each other", 86_400_000, 5_000 - 500],
  ])("%s", async (_, waited, expected) => {
    const budgets: number[] = [];
    await ask(
      async (budget) => {
        budgets.push(budget);
        return served;
      },
      { query: { timeout: "5s" }, receivedAt: Date.now() - waited },
    );
    expect(Math.abs((budgets[0] as number) - expected)).toBeLessThan(500);
  });
});

describe("settings", () => {
  test("come from the environment", () => {
    expect(
      readSettings({
        REMORA_STAGE: "prod",
        REMORA_INJECTOR_SECRET: "remora/prod/injector",
        REMORA_CLUSTERS_SECRET: "remora/prod/clusters",
        REMORA_ALLOWED_CIDRS: "203.0.113.0/24, 2001:db8::/32",
        REMORA_ON_FAILURE: "admit",
        REMORA_MAX_CONTAINERS: "50",
      }),
    ).toEqual({
      stage: "prod",
      injectorSecret: "remora/prod/injector",
      secretsPrefix: "remora/prod/",
      clustersSecret: "remora/prod/clusters",
      allowedCidrs: ["203.0.113.0/24", "2001:db8::/32"],
      onFailure: "allow",
      limits: { containers: 50 },
      reuseDecisions: true,
    });
  });

  test("may switch off what is remembered", () => {
    const env = { REMORA_INJECTOR_SECRET: "x", REMORA_REUSE_DECISIONS: "false" };
    expect(readSettings(env).reuseDecisions).toBe(false);
  });

  test.each([
    [{}, "REMORA_INJECTOR_SECRET is not set"],
    [{ REMORA_INJECTOR_SECRET: "x", REMORA_ON_FAILURE: "ignore" }, 'REMORA_ON_FAILURE is "ignore"'],
    [{ REMORA_INJECTOR_SECRET: "x", REMORA_MAX_CONTAINERS: "0" }, 'REMORA_MAX_CONTAINERS is "0"'],
    [{ REMORA_INJECTOR_SECRET: "x", REMORA_MAX_PATCH_OPERATIONS: "1e9" }, "REMORA_MAX_PATCH_OPERATIONS is"],
    [{ REMORA_INJECTOR_SECRET: "x", REMORA_REUSE_DECISIONS: "no" }, 'REMORA_REUSE_DECISIONS is "no"'],
  ])("%j are refused", (env, message) => expect(() => readSettings(env)).toThrow(message));
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { LocalMetrics } from "../../cli/serve/metrics.ts";
import { openRouter } from "../../handler/routes.ts";
import { respond } from "../../handler/service.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { INJECTOR } from "../examples/cases.ts";
import { DeployedFunction, reviewOf } from "../support/deployed-function.ts";

/** Stands wherever a review may hold a secret, and nowhere in what is written about it. */
const CANARY = "c4n4ry-5ecret";

const deployed = new DeployedFunction();
beforeAll(() => deployed.open());
afterAll(() => deployed.close());
beforeEach(() => open());

function open(injector: object = INJECTOR, onFailure = "refuse"): void {
  deployed.reset(JSON.stringify(injector), { REMORA_MAX_CONTAINERS: "4" });
  deployed.register({ a: { identity: { allowAnonymous: true }, onFailure } });
}

const container = {
  name: "app",
  image: "foo",
  env: [{ name: "PASSWORD", value: CANARY }],
  args: [`--password=${CANARY}`],
  lifecycle: { postStart: { exec: { command: ["echo", CANARY] } } },
  livenessProbe: { httpGet: { port: 8080, httpHeaders: [{ name: "authorization", value: CANARY }] } },
};

function review(spec: object = {}, metadata: object = {}): { request: object } {
  const pod = {
    metadata: {
      name: "web",
      ...metadata,
      managedFields: [{ manager: CANARY, operation: "Update", fieldsV1: { [CANARY]: {} } }],
    },
    spec: { containers: [container], ...spec },
  };
  const { request, ...rest } = reviewOf(pod) as { request: object };
  const userInfo = { username: CANARY, uid: CANARY, groups: [CANARY], extra: { token: [CANARY] } };
  return { ...rest, request: { ...request, userInfo, oldObject: pod, options: { note: CANARY } } };
}

const failing = {
  ...INJECTOR,
  config: INJECTOR.config.replace("sidecar: |", "sidecar: |\n    {{ (index .Spec.Containers 7).Name }}"),
};
const invalid = { containers: [{ ...container, ports: [{ containerPort: CANARY }] }] };
const label = (value: string) => ({ labels: { "sidecar.istio.io/inject": value } });

const cases: [string, unknown, string, object?][] = [
  ["injected", review(), "inject"],
  ["skipped", review({ hostNetwork: true }), "skip"],
  ["skipped, with a warning", review({ dnsPolicy: "Default" }, label("false")), "skip"],
  [
    "refused: an annotation is bad",
    review({}, { annotations: { "sidecar.istio.io/interceptionMode": "X" } }),
    "refuse",
  ],
  ["refused: a template fails", review(), "refuse", failing],
  ["refused: it cannot be read", review(invalid), "refuse"],
  ["refused: it has too many containers", review({ containers: Array(5).fill(container) }), "refuse"],
  ["turned down: it is no review", { ...review(), kind: undefined }, "bad request"],
  ["turned down: it is no JSON", `{"kind": "${CANARY}`, "bad request"],
];

describe.each(["refuse", "admit"])("onFailure: %s, a pod that is", (onFailure) => {
  for (const [name, body, event, injector] of cases) {
    test(name, async () => {
      open(injector, onFailure);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const { response } = await deployed.call("/inject/cluster/a", { body: text });
      expect(JSON.parse(deployed.lines.at(-1) as string).event).toBe(event);
      const written = {
        log: deployed.lines,
        audit: response?.auditAnnotations,
        warnings: response?.warnings,
      };
      expect(JSON.stringify(written)).not.toContain(CANARY);
    });
  }
});

test("the local server's metrics hold none of it either", async () => {
  const metrics = new LocalMetrics();
  const served = { injector: compileMutator(INJECTOR), version: "v1", checkedAt: Date.now() };
  const service = {
    route: openRouter(async () => served),
    health: async () => served,
    onOutcome: metrics.outcome.bind(metrics),
  };
  const headers = { "content-type": "application/json" };
  for (const [, body] of cases) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    await respond(service, { method: "POST", path: "/inject", query: {}, headers, body: text });
  }
  const written = await metrics.respond({
    method: "GET",
    path: "/metrics",
    query: {},
    headers: {},
    body: "",
  });
  expect(written?.body).toContain("remora_injections_total");
  expect(written?.body).not.toContain(CANARY);
});

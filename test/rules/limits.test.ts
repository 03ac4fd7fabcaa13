import { describe, expect, test } from "@jest/globals";
import type { MutationLimits } from "../../lib/rules/limits.ts";
import { compileMutator, mutate } from "../../lib/rules/mutator.ts";
import { INJECTOR } from "../examples/cases.ts";

const rule = (overlay: string) => ({
  name: "mark",
  match: { resources: ["pods", "deployments.apps"] },
  overlay,
});
const MARK = "{metadata: {labels: {mark: x}}}";
const containers = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `c${i}`, image: "foo" }));

interface Asked {
  readonly object: unknown;
  readonly overlay?: string;
  readonly limits?: Partial<MutationLimits>;
  readonly deadline?: number;
}

function ask({ object, overlay = MARK, ...bounds }: Asked) {
  const mutator = compileMutator({ rules: [rule(overlay)] });
  return mutate(mutator, { pod: object, namespace: "shop", path: "/inject", ...bounds });
}

const codeOf = (decision: ReturnType<typeof ask>) => decision.reasons.at(-1)?.code;

describe("containers are counted", () => {
  const three = [{}, {}, {}];
  const counted: [string, unknown][] = [
    ["of every kind", { spec: { containers: [{}], initContainers: [{}], ephemeralContainers: [{}] } }],
    ["in any case of the letters, as Go reads them", { Spec: { CONTAINERS: three } }],
    ["in a pod template", { kind: "Deployment", spec: { template: { spec: { containers: three } } } }],
    ["in a job's", { spec: { jobTemplate: { spec: { template: { spec: { containers: three } } } } } }],
  ];
  test.each(counted)("%s", (_, object) => {
    const decision = ask({ object, limits: { containers: 2 } });
    expect(decision).toMatchObject({
      outcome: "refuse",
      message: "the pod has 3 containers; at most 2 are allowed",
    });
    expect(codeOf(decision)).toBe("too-many-containers");
    expect(codeOf(ask({ object, limits: { containers: 3 } }))).not.toBe("too-many-containers");
  });

  test.each([["nothing"], [undefined], [null], [{ spec: "x" }], [{ spec: { containers: 7 } }]])(
    "and %j has none",
    (object) => expect(codeOf(ask({ object, limits: { containers: 1 } }))).not.toBe("too-many-containers"),
  );

  test("12,000 are allowed, since etcd stores fewer", () => {
    const pod = (count: number) => ({ metadata: {}, spec: { containers: containers(count) } });
    expect(ask({ object: pod(12_000) }).outcome).toBe("inject");
    expect(codeOf(ask({ object: pod(12_001) }))).toBe("too-many-containers");
  });
});

test("a patch of too many operations is refused, with what decided until then", () => {
  const object = { metadata: { labels: { a: "1", b: "2" } }, spec: { containers: [] }, status: {} };
  const overlay = '{metadata: {labels: {a: "x", b: "x"}}}';
  expect(ask({ object, overlay, limits: { operations: 2 } }).patch).toHaveLength(2);
  const decision = ask({ object, overlay, limits: { operations: 1 } });
  expect(decision).toMatchObject({
    outcome: "refuse",
    message: "the patch has 2 operations; at most 1 are allowed",
  });
  expect(decision.reasons.map(({ code }) => code)).toEqual(["rule-matched", "too-many-operations"]);
});

describe("a deadline that has passed", () => {
  const pod = { metadata: { name: "a" }, spec: { containers: containers(1) } };
  const past = performance.now() - 1;

  test("ends the template of a rule, which the message names", () => {
    const overlay = `{{ range until 200 }}{{ end }}${MARK}`;
    const decision = ask({ object: pod, overlay, deadline: past });
    expect(codeOf(decision)).toBe("deadline-exceeded");
    expect(decision.message).toMatch(
      /^rule mark: template mark took longer than the webhook's timeout allows: template: mark:1:\d+: .* exceeded 0 ms$/,
    );
  });

  test("ends a template of Istio's, and what it came to is not remembered", () => {
    const mutator = compileMutator(INJECTOR);
    const request = { pod, namespace: "shop", path: "/inject" };
    for (let i = 0; i < 3; i++) {
      const decision = mutate(mutator, { ...request, deadline: past });
      expect(codeOf(decision)).toBe("deadline-exceeded");
      expect(decision.message).toMatch(
        /^failed to run injection template: template sidecar took longer than the webhook's timeout allows: template: inject:\d+/,
      );
    }
    expect(mutate(mutator, request).outcome).toBe("inject");
    expect(mutate(mutator, { ...request, deadline: performance.now() + 600_000 }).outcome).toBe("inject");
  });
});

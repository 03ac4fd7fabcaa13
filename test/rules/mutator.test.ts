import { describe, expect, test } from "@jest/globals";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import { compileMutator, mutate } from "../../lib/rules/mutator.ts";

const web = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "docker.io/web:1" }], futureField: 9007199254740993n },
};
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { replicas: 1 },
};

// biome-ignore lint/suspicious/noExplicitAny: whatever the rules made of it
function run(rules: unknown, object: unknown = web, more: object = {}): any {
  const request = { pod: object, namespace: "shop", path: "/inject/cluster/c1", ...more };
  const decision = mutate(compileMutator({ rules, values: "region: eu" }), request);
  const changed = decision.patch && applyJsonPatch(object, decision.patch);
  return { ...decision, changed };
}

describe("what rules change", () => {
  test("an overlay in plain YAML adds a container by strategic merge", () => {
    const overlay = { spec: { containers: [{ name: "log-shipper", image: "logs:1" }] } };
    const { outcome, changed } = run([{ name: "logs", overlay }]);
    expect(outcome).toBe("inject");
    expect(changed.spec.containers.map((container: { name: string }) => container.name)).toEqual([
      "log-shipper",
      "web",
    ]);
  });

  test("a template sees the object, the namespace, the cluster and the injector's values", () => {
    const overlay = `
metadata:
  annotations:
    seen: "{{ .Object.metadata.labels.app }} {{ .Namespace }} {{ .Cluster }} {{ .Operation }} {{ .Values.region | upper }}"`;
    expect(run([{ name: "logs", overlay }]).changed.metadata.annotations.seen).toBe("web shop c1 CREATE EU");
  });

  test("a JSON Patch that reaches into what it has added comes to the same for every pod", () => {
    const patch = [
      { op: "add", path: "/spec/containers/0/args", value: ["one"] },
      { op: "add", path: "/spec/containers/0/args/-", value: 9007199254740993n },
    ];
    const mutator = compileMutator({ rules: [{ name: "args", patch }] });
    for (const _ of [1, 2, 3]) {
      const decision = mutate(mutator, { pod: web, namespace: "shop", path: "/inject" });
      expect(decision.patch).toEqual([
        { op: "add", path: "/spec/containers/0/args", value: ["one", 9007199254740993n] },
      ]);
    }
  });

  test("a JSON Patch for another kind of resource", () => {
    const rule = {
      name: "three",
      match: { resources: ["deployments.apps"] },
      patch: '[{"op": "add", "path": "/spec/replicas", "value": 3}]',
    };
    const { changed, patch } = run([rule], deployment, { resource: "deployments.apps" });
    expect(changed.spec.replicas).toBe(3);
    expect(patch).toEqual([{ op: "replace", path: "/spec/replicas", value: 3 }]);
  });

  test("an overlay over a kind that Kubernetes' own types do not know merges as RFC 7386 says", () => {
    const custom = { apiVersion: "example.com/v1", kind: "Widget", spec: { a: [1], b: 2 } };
    const rule = {
      name: "w",
      match: { resources: ["widgets.example.com"] },
      overlay: { spec: { a: [3], b: null } },
    };
    expect(run([rule], custom, { resource: "widgets.example.com" }).changed.spec).toEqual({ a: [3] });
  });

  test("rules apply in written order, each on what the one before has left", () => {
    const first = { name: "first", overlay: { metadata: { annotations: { seen: "1" } } } };
    const second = {
      name: "second",
      overlay: '{metadata: {annotations: {seen: "{{ .Object.metadata.annotations.seen }}2"}}}',
    };
    const result = run([first, second]);
    expect(result.changed.metadata.annotations).toEqual({ seen: "12" });
    expect(result.templates).toEqual(["first", "second"]);
  });

  test("a second pass over what rules have changed changes nothing", () => {
    const rules = [
      { name: "logs", overlay: { spec: { containers: [{ name: "log-shipper", image: "logs:1" }] } } },
    ];
    expect(run(rules, run(rules).changed).patch).toEqual([]);
  });

  test("an object without metadata gets what the overlay adds to it", () => {
    const { changed } = run([{ name: "logs", overlay: { metadata: { annotations: { a: "b" } } } }], {
      kind: "Pod",
      apiVersion: "v1",
    });
    expect(changed.metadata.annotations).toEqual({ a: "b" });
  });

  test("fields that Kubernetes' types do not know survive, and integers beyond 2^53 come back whole", () => {
    const { changed } = run([{ name: "logs", overlay: { metadata: { annotations: { a: "b" } } } }]);
    expect(changed.spec.futureField).toBe(9007199254740993n);
  });
});

describe("what rules leave alone", () => {
  test("an object that no rule matches is let through as it is, and each rule says why", () => {
    const rules = [
      { name: "jobs", match: { owners: ["Job"] }, overlay: {} },
      { name: "deployments", match: { resources: ["deployments.apps"] }, patch: [] },
    ];
    const { outcome, reasons, patch } = run(rules);
    expect(outcome).toBe("skip");
    expect(patch).toBeUndefined();
    expect(reasons.map(({ text }: { text: string }) => text)).toEqual([
      "rule jobs does not match: owners",
      "rule deployments does not match: resources",
    ]);
  });

  test("a template that comes to nothing changes nothing", () => {
    expect(run([{ name: "maybe", overlay: "{{ if false }}spec: {}{{ end }}" }]).patch).toEqual([]);
  });
});

describe("rules that fail refuse the object, and say which rule and why", () => {
  const cases: [string, unknown, string][] = [
    [
      "a template that stops",
      { overlay: '{{ fail "no team label" }}' },
      'rule r: template: r:1:3: executing "r" at <fail "no team label">: error calling fail: no team label',
    ],
    ["what is no YAML", { overlay: "a: [" }, "rule r: "],
    ["an overlay that is a list", { overlay: "[1]" }, "rule r: the overlay is not an object"],
    ["a patch that is no list", { patch: "a: 1" }, "rule r: the patch is not a list of operations"],
    [
      "a patch that does not apply",
      { patch: [{ op: "replace", path: "/spec/none/x", value: 1 }] },
      "rule r: the patch does not apply: OPERATION_PATH_UNRESOLVABLE (operation 0: replace /spec/none/x)",
    ],
    [
      "a test that does not hold",
      { patch: [{ op: "test", path: "/kind", value: "Job" }] },
      "rule r: the patch does not apply: TEST_OPERATION_FAILED (operation 0: test /kind)",
    ],
  ];
  test.each(cases)("%s", (_name, change, message) => {
    const { outcome, message: said } = run([{ name: "r", ...(change as object) }]);
    expect(outcome).toBe("refuse");
    expect(said).toContain(message);
  });

  test("a template that does not parse is refused when the configuration is loaded", () => {
    expect(() => run([{ name: "r", overlay: "{{ if }}" }])).toThrow(/template: r:1/);
  });

  test("a patch cannot reach a prototype", () => {
    const patch = [{ op: "add", path: "/__proto__/polluted", value: 1 }];
    expect(run([{ name: "r", patch }]).outcome).toBe("refuse");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

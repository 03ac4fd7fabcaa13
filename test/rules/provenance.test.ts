import { describe, expect, test } from "@jest/globals";
import { calledWebhook, readLabels } from "../../cli/explain/webhook.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { explainMutation } from "../../lib/rules/provenance.ts";
import { INJECTOR } from "../examples/cases.ts";

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "web" }] },
};
const annotate = (name: string, annotations: object, match = {}) => ({
  name,
  match,
  overlay: { metadata: { annotations } },
});

const overlaid = (rule: string, ...path: string[]) => ({ kind: "rule", rule, form: "overlay", path });

function sources(rules: unknown[], source = {}) {
  const mutator = compileMutator({ ...source, rules });
  const { decision, fields } = explainMutation(mutator, { pod: POD, namespace: "shop", path: "/inject" });
  return { decision, fields: Object.fromEntries(fields.map(({ path, source }) => [path, source])) };
}

describe("where a field comes from:", () => {
  test("the last rule that changes it", () => {
    const { fields } = sources([
      annotate("first", { a: "1", b: "1" }),
      annotate("second", { b: "2" }),
      annotate("third", { a: "3" }, { owners: ["Job"] }),
    ]);
    expect(fields).toEqual({
      "/metadata/annotations/a": overlaid("first", "metadata", "annotations", "a"),
      "/metadata/annotations/b": overlaid("second", "metadata", "annotations", "b"),
    });
  });

  test("Istio's template, with its line, or the rule before or behind it", () => {
    const { fields } = sources(
      [
        annotate("before", { a: "1" }),
        "istio",
        annotate("behind", { "prometheus.io/port": "1", "b/c": "2" }),
      ],
      INJECTOR,
    );
    expect(fields["/metadata/annotations/a"]).toMatchObject({ kind: "rule", rule: "before" });
    expect(fields["/metadata/annotations/prometheus.io~1port"]).toMatchObject({
      kind: "rule",
      rule: "behind",
    });
    expect(fields["/metadata/annotations/b~1c"]).toMatchObject({ kind: "rule", rule: "behind" });
    expect(fields["/metadata/annotations/prometheus.io~1path"]).toMatchObject({ kind: "step" });
    expect(fields["/spec/initContainers/0/image"]).toMatchObject({
      kind: "template",
      template: "sidecar",
      line: expect.any(Number),
    });
    expect(Object.keys(fields)).not.toContain("/spec/containers/0/image");
  });

  test("the line of an overlay's template, and what it read", () => {
    const overlay = `spec:
  containers:
    - name: log-shipper
      image: {{ .Values.image }}
      {{- if eq .Namespace "shop" }}
      env: [{ name: APP, value: {{ .Object.metadata.labels.app | quote }} }]
      {{- end }}
`;
    const { fields } = sources([{ name: "logs", overlay }], { values: "{image: shipper:1}" });
    expect(fields["/spec/containers/0/image"]).toEqual({
      kind: "rule",
      rule: "logs",
      form: "overlay",
      template: {
        line: 4,
        expressions: [".Values.image"],
        inputs: [
          { of: "values", path: "image", value: "shipper:1", layer: { kind: "values" }, decided: true },
        ],
      },
    });
    expect(fields["/spec/containers/0/env/0/value"]).toMatchObject({
      template: {
        line: 6,
        inputs: [{ of: "label", path: "app", value: "web" }],
        condition: {
          text: 'if eq .Namespace "shop"',
          line: 5,
          inputs: [{ of: "request", path: "namespace", value: "shop" }],
        },
      },
    });
  });

  test("a JSON Patch: the operation, also one that appends", () => {
    const patch = `
- { op: add, path: /metadata/annotations, value: { a: "1" } }
- op: add
  path: /spec/containers/-
  value:
    name: extra
    image: {{ .Namespace }}:1
`;
    const { fields } = sources([{ name: "more", patch }]);
    expect(fields["/metadata/annotations/a"]).toMatchObject({ form: "patch", template: { line: 2 } });
    expect(fields["/spec/containers/1/image"]).toMatchObject({
      template: { line: 7, inputs: [{ of: "request", path: "namespace" }] },
    });
    const written = sources([
      { name: "one", patch: [{ op: "add", path: "/metadata/labels/x", value: "y" }] },
    ]).fields;
    expect(written["/metadata/labels/x"]).toEqual({
      kind: "rule",
      rule: "one",
      form: "patch",
      path: [0, "value"],
    });
  });

  test("nothing has changed a pod that is left alone, or refused", () => {
    expect(sources([annotate("a", {}, { owners: ["Job"] })]).fields).toEqual({});
    const { decision, fields } = sources([annotate("a", { a: "1" }), { name: "no", overlay: "[]" }]);
    expect(decision.outcome).toBe("refuse");
    expect(fields).toEqual({});
  });
});

describe("which webhook would be called for a pod:", () => {
  const both = compileMutator({ ...INJECTOR, rules: [annotate("a", {})] });
  const call = (labels: string, mutator = both) =>
    calledWebhook(mutator, { pod: POD, namespace: "shop", path: "/inject" }, { labels: readLabels(labels) });

  test("that of Istio which the namespace's labels choose", () => {
    expect(call("istio-injection=enabled,team=a")).toMatchObject({
      webhook: "namespace.sidecar-injector.remora",
      rulesAlone: false,
    });
  });
  test("that for the rules, where Istio's selectors do not let the pod in", () => {
    expect(call("")).toMatchObject({ webhook: "rules.sidecar-injector.remora", rulesAlone: true });
  });
  test("none", () => {
    const { webhook, tried } = call("", compileMutator(INJECTOR));
    expect(webhook).toBeNull();
    expect(tried[0]).toEqual({
      name: "rev.namespace.sidecar-injector.remora",
      misses: "namespaceSelector",
    });
  });
  test("what is no label is refused", () => expect(() => readLabels("a=b,c")).toThrow("c is no label"));
});

import { describe, expect, test } from "@jest/globals";
import jsonPatch from "fast-json-patch";
import { injectWorkload, readDocument } from "../../lib/injection/workload.ts";
import { decode } from "../../lib/kubernetes/decode/decode.ts";
import { injector } from "./injectors.ts";

const POD_SPEC = { containers: [{ name: "app", image: "a" }] };
const template = { metadata: { labels: { app: "web" } }, spec: POD_SPEC };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { template },
};

const containerNames = (podSpec: unknown) => (podSpec as typeof POD_SPEC).containers.map(({ name }) => name);

describe("workloads are injected where they keep their pods", () => {
  const kinds = ["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"].map((kind) => ["apps/v1", kind]);
  const all = [
    ...kinds,
    ["batch/v1", "Job"],
    ["v1", "ReplicationController"],
    ["apps.openshift.io/v1", "DeploymentConfig"],
  ];
  test.each(all)("%s %s", (apiVersion, kind) => {
    const { document, decisions } = injectWorkload(injector(), { ...deployment, apiVersion, kind });
    expect(decisions).toMatchObject([{ outcome: "inject" }]);
    expect(containerNames((document as typeof deployment).spec.template.spec)).toEqual([
      "app",
      "istio-proxy",
    ]);
  });

  test("v1 Pod", () => {
    const { document } = injectWorkload(injector(), {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
      spec: POD_SPEC,
    });
    expect(containerNames((document as { spec: unknown }).spec)).toEqual(["app", "istio-proxy"]);
  });

  test("a CronJob's annotations go to its job's template, as with kube-inject", () => {
    const cronJob = {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "tidy" },
      spec: { schedule: "* * * * *", jobTemplate: { spec: { template } } },
    };
    const { document } = injectWorkload(injector(), cronJob);
    const { jobTemplate } = (document as typeof cronJob).spec;
    expect(containerNames(jobTemplate.spec.template.spec)).toEqual(["app", "istio-proxy"]);
    expect(jobTemplate).toMatchObject({ metadata: { annotations: { rev: "" } } });
    expect(jobTemplate.spec.template.metadata).toEqual({ labels: { app: "web" } });
  });

  test("the items of a List, each by itself", () => {
    const list = { apiVersion: "v1", kind: "List", items: [{ kind: "Service" }, deployment] };
    const { document, patch, decisions } = injectWorkload(injector(), list);
    expect(decisions).toHaveLength(1);
    expect((document as typeof list).items[0]).toBe(list.items[0]);
    expect(patch.every(({ path }) => path.startsWith("/items/1/"))).toBe(true);
  });
});

test("other documents come back as they are", () => {
  for (const other of [{ apiVersion: "v1", kind: "Service" }, null, 5]) {
    expect(injectWorkload(injector(), other)).toEqual({ document: other, patch: [], decisions: [] });
  }
});

test("the patch applied to the document gives the injected one", () => {
  const { document, patch } = injectWorkload(injector(), deployment);
  const patched = jsonPatch.applyPatch(JSON.parse(JSON.stringify(deployment)), [...patch]).newDocument;
  expect(decode("v1.Deployment", patched)).toEqual(document);
});

describe("kube-inject's rules", () => {
  test("know the workload's own name and kind", () => {
    const { document } = injectWorkload(injector(), deployment);
    expect(JSON.stringify(document)).toContain('"Deployment/web"');
  });

  test("know no aliases, default templates, injected annotations, nor the injector's revision", () => {
    const config = {
      defaultTemplates: ["other"],
      aliases: { sidecar: ["other"] },
      injectedAnnotations: { a: "b" },
    };
    const { decisions } = injectWorkload(injector({ config }, { revision: "r" }), deployment);
    expect(decisions[0]?.templates).toEqual(["sidecar"]);
    expect(decisions[0]?.pod?.metadata.annotations).toMatchObject({ rev: "" });
    expect(decisions[0]?.pod?.metadata.annotations).not.toHaveProperty("a");
  });

  test("take the annotation's ProxyConfig for the mesh's", () => {
    const annotations = { "proxy.istio.io/config": "statusPort: 15099" };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { annotations }, spec: POD_SPEC };
    const [decision] = injectWorkload(injector(), pod).decisions;
    expect(decision?.pod?.metadata.annotations).toMatchObject({ "prometheus.io/port": "15099" });
  });

  const skipped: [sentence: string, document: object, warning: string][] = [
    [
      "the host's network",
      { ...deployment, spec: { template: { ...template, spec: { ...POD_SPEC, hostNetwork: true } } } },
      '===> Skipping injection because Deployment "web" has host networking enabled',
    ],
    [
      "a label",
      {
        ...deployment,
        metadata: { name: "web", namespace: "shop" },
        spec: { template: { ...template, metadata: { labels: { "sidecar.istio.io/inject": "false" } } } },
      },
      '===> Skipping injection because Deployment "shop/web" has sidecar injection disabled',
    ],
  ];
  test.each(skipped)("skip for %s, and say so", (_sentence, document, warning) => {
    expect(injectWorkload(injector(), document).decisions).toMatchObject([
      { outcome: "skip", warnings: [warning] },
    ]);
  });
});

describe("the webhook's rules", () => {
  test("know selectors, aliases, the revision and the path", () => {
    const config = { aliases: { sidecar: ["sidecar", "other"] }, injectedAnnotations: { a: "b" } };
    const given = injector({ config }, { revision: "r" });
    const options = { rules: "webhook" as const, path: "/inject/net/n1" };
    const [decision] = injectWorkload(given, deployment, options).decisions;
    expect(decision?.templates).toEqual(["sidecar", "other"]);
    expect(decision?.pod?.metadata).toMatchObject({
      labels: { "topology.istio.io/network": "n1", other: "yes" },
      annotations: { rev: "r", a: "b" },
    });
    expect(decision?.pod?.metadata).not.toHaveProperty("namespace");
  });
});

test("numbers in YAML are texts where Kubernetes has texts", () => {
  const labels = { version: 1.1, on: true };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { labels }, spec: POD_SPEC };
  const { document } = injectWorkload(injector(), pod);
  expect(document).toMatchObject({ metadata: { labels: { version: "1.1", on: "true" } } });
});

describe("of numbers in YAML, as kube-inject has it,", () => {
  const refusal = (spec: string) =>
    injectWorkload(injector(), readDocument(`{kind: Pod, metadata: {name: 5}, spec: ${spec}}`)).decisions[0]
      ?.message;
  const prefix =
    "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field";

  test("those in embedded structs stay numbers", () => {
    expect(refusal("{volumes: [{name: v, nfs: {server: 1, path: p}}]}")).toBe(
      `${prefix} NFSVolumeSource.spec.volumes.VolumeSource.nfs.server of type string`,
    );
    expect(refusal("{containers: [{livenessProbe: {exec: {command: [1]}}}]}")).toBe(
      `${prefix} ExecAction.spec.containers.livenessProbe.ProbeHandler.exec.command of type string`,
    );
    expect(
      refusal("{volumes: [{name: 5, emptyDir: {}}], imagePullSecrets: [{name: 5}], containers: []}"),
    ).toBe(undefined);
  });

  test("the first in the order of keys is named", () => {
    expect(refusal("{volumes: [{name: v, configMap: {name: 5, items: [{key: 6, path: p}]}}]}")).toMatch(
      "configMap.items.key",
    );
  });

  const texts: [number: string, text: string][] = [
    ["1.10", "1.1"],
    ["1.23456789", "1.2345679"],
    ["9007199254740993", "9007199254740993"],
    ["18446744073709551616", "1.8446744e+19"],
    ["1234e56", "+Inf"],
    ["0x1F", "31"],
  ];
  test.each(texts)("%s becomes the text %s", (number, text) => {
    const document = readDocument(`{kind: Pod, metadata: {labels: {a: ${number}}}, spec: {containers: []}}`);
    expect(injectWorkload(injector(), document).document).toMatchObject({
      metadata: { labels: { a: text } },
    });
  });

  test("infinities are refused", () => {
    expect(() => readDocument("{kind: Pod, metadata: {labels: {a: .inf}}}")).toThrow(
      "unsupported value: +Inf",
    );
  });
});

test("integers beyond 2^53 stay whole where nothing touches them", () => {
  const text =
    "{apiVersion: apps/v1, kind: Deployment, metadata: {generation: 9007199254740993}, spec: {template: {}}}";
  expect(injectWorkload(injector(), readDocument(text)).document).toMatchObject({
    metadata: { generation: 9007199254740993n },
  });
});

test("a document that cannot be read is refused, with the reason", () => {
  const bad = { ...deployment, spec: { template: { spec: { containers: {} } } } };
  expect(injectWorkload(injector(), bad).decisions).toMatchObject([
    {
      outcome: "refuse",
      message:
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
    },
  ]);
});

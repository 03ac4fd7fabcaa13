import { describe, expect, test } from "@jest/globals";
import { overwriteClusterEnv } from "../../lib/injection/post/cluster-env.ts";
import { reorderContainers } from "../../lib/injection/post/container-order.ts";
import { applyMetadata } from "../../lib/injection/post/metadata.ts";
import { context, PROXY, pod } from "./pods.ts";

const named = (...names: string[]) => names.map((name) => ({ name }));

describe("the order of containers", () => {
  function order(containers: string[], initContainers: string[], values: object = {}) {
    const before = pod({ containers: named(...containers), initContainers: named(...initContainers) });
    const { spec } = reorderContainers(before, context({ values }));
    return [spec.containers, spec.initContainers ?? []].map((list) => list?.map(({ name }) => name));
  }

  test("the proxy is last", () => {
    expect(order(["istio-proxy", "a", "b"], [])).toEqual([["a", "b", "istio-proxy"], []]);
  });
  test("the proxy is first where the application waits for it", () => {
    expect(order(["a", "istio-proxy"], [], { holdApplication: true })).toEqual([["istio-proxy", "a"], []]);
  });
  test("validation is first, traffic capture last", () => {
    expect(order([], ["enable-core-dump", "istio-init", "a", "istio-validation"])).toEqual([
      [],
      ["istio-validation", "a", "istio-init", "enable-core-dump"],
    ]);
  });
  test("with a native sidecar all of Istio's come first", () => {
    expect(order(["a"], ["b", "enable-core-dump", "istio-proxy", "istio-validation", "istio-init"])).toEqual([
      ["a"],
      ["istio-init", "istio-validation", "istio-proxy", "enable-core-dump", "b"],
    ]);
  });
});

describe("the proxy's variables from the path", () => {
  test("replace the template's, at the end and sorted", () => {
    const env = [
      { name: "B", value: "old" },
      { name: "Z", value: "z" },
    ];
    const proxyEnv = new Map([
      ["C", "c"],
      ["B", "b"],
      ["A", ""],
    ]);
    const changed = overwriteClusterEnv(pod({ containers: [{ ...PROXY, env }] }), context({ proxyEnv }));
    expect(changed.spec.containers?.[0]?.env).toEqual([
      { name: "Z", value: "z" },
      { name: "A" },
      { name: "B", value: "b" },
      { name: "C", value: "c" },
    ]);
  });
  test("change nothing without a proxy", () => {
    const before = pod({ containers: named("a") });
    expect(overwriteClusterEnv(before, context({ proxyEnv: new Map([["A", "a"]]) }))).toEqual(before);
  });
});

describe("metadata", () => {
  const template = pod({ containers: [PROXY], volumes: named("v"), imagePullSecrets: [{}] });

  test("the status lists what the templates added", () => {
    const { metadata } = applyMetadata(pod({}), context({ revision: "r" }, template));
    expect(metadata.annotations).toEqual({
      "sidecar.istio.io/status":
        '{"initContainers":null,"containers":["istio-proxy"],"volumes":["v"],"imagePullSecrets":[""],"revision":"r"}',
    });
  });
  test("no revision is the default one", () => {
    const { metadata } = applyMetadata(pod({}), context());
    expect(metadata.annotations?.["sidecar.istio.io/status"]).toContain('"revision":"default"');
  });
  test("the injector's annotations come last", () => {
    const injectedAnnotations = { "sidecar.istio.io/status": "mine", a: "new" };
    const { metadata } = applyMetadata(
      pod({}, { annotations: { a: "old" } }),
      context({ injectedAnnotations }),
    );
    expect(metadata.annotations).toEqual(injectedAnnotations);
  });
  test("the network becomes a label", () => {
    const { metadata } = applyMetadata(
      pod({}),
      context({ proxyEnv: new Map([["ISTIO_META_NETWORK", "n1"]]) }),
    );
    expect(metadata.labels).toEqual({ "topology.istio.io/network": "n1" });
  });
});

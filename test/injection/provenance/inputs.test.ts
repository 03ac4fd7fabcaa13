import { describe, expect, test } from "@jest/globals";
import { overlayDocument } from "../../../lib/clusters/overlay.ts";
import { compileInjector } from "../../../lib/injection/injector.ts";
import { describeInput } from "../../../lib/injection/provenance/describe.ts";
import { explainFields } from "../../../lib/injection/provenance/provenance.ts";

const VALUES = {
  global: {
    hub: "docker.io/istio",
    tag: "1.27",
    proxy: { image: "proxyv2", logLevel: "warning", cpu: "100m" },
  },
};
const MESH = { trustDomain: "example.org", defaultConfig: { concurrency: 3, proxyMetadata: { A: "mesh" } } };
const OVERLAY = {
  cluster: "prod-1",
  values: { global: { hub: "registry.example.com" } },
  mesh: { defaultConfig: { proxyMetadata: { B: "overlay" } } },
};
const RESOURCES = [
  { name: "all", namespace: "istio-system", spec: { image: { imageType: "debug" } } },
  { name: "shop", namespace: "shop", spec: { environmentVariables: { C: "shop" } } },
  {
    name: "some",
    namespace: "shop",
    spec: { selector: { matchLabels: { app: "web" } }, environmentVariables: { D: "web" } },
  },
];
const POD = {
  metadata: {
    name: "a",
    labels: { app: "web" },
    annotations: { "sidecar.istio.io/proxyCPU": "250m", "proxy.istio.io/config": "drainDuration: 10s" },
  },
  spec: {
    serviceAccountName: "shop",
    containers: [{ name: "app", image: "app:1", ports: [{ containerPort: 80 }] }],
  },
};

/** Sentences on what the value of a variable was made of. */
function inputsOf(expression: string, { pod = POD, path = "/inject" }: { pod?: object; path?: string } = {}) {
  const template = `spec:
  containers:
  - name: istio-proxy
    image: i
    env:
    - { name: X, value: {{ ${expression} | toJson | quote }} }
`;
  const source = {
    config: JSON.stringify({ policy: "enabled", templates: { sidecar: template } }),
    values: JSON.stringify(overlayDocument(VALUES, OVERLAY.values)),
    mesh: JSON.stringify(overlayDocument(MESH, OVERLAY.mesh)),
    proxyConfigs: RESOURCES,
    kubernetesVersion: "v1.34.0",
  };
  const request = { pod, namespace: "shop", path };
  const origins = explainFields(compileInjector(source), request, { source, overlay: OVERLAY });
  const found = origins.find(
    ({ path }) => path === "/spec/initContainers/0/env/0/value" || path === "/spec/containers/1/env/0/value",
  );
  expect(found?.source.kind).toBe("template");
  return found?.source.kind === "template" ? found.source.inputs.map(describeInput) : [];
}

describe("what a template's line read:", () => {
  test.each<[string, string, string[]]>([
    ["a value", ".Values.global.proxy.image", [".Values.global.proxy.image = proxyv2 (values)"]],
    [
      "a value that the cluster's overlay sets",
      ".Values.global.hub",
      [".Values.global.hub = registry.example.com (overlay of cluster prod-1)"],
    ],
    ["a value that nobody sets", ".Values.global.nope", [".Values.global.nope: not set"]],
    [
      "an annotation, before its default",
      "annotation .ObjectMeta `sidecar.istio.io/proxyCPU` .Values.global.proxy.cpu",
      ["annotation sidecar.istio.io/proxyCPU = 250m"],
    ],
    [
      "a default, and the annotation that is not there",
      "annotation .ObjectMeta `sidecar.istio.io/logLevel` .Values.global.proxy.logLevel",
      [".Values.global.proxy.logLevel = warning (values)", "annotation sidecar.istio.io/logLevel: not set"],
    ],
    ["a label", "index .ObjectMeta.Labels `app`", ["label app = web"]],
    [
      "a field of the pod, by its name in YAML",
      ".Spec.ServiceAccountName",
      ["the pod's spec.serviceAccountName = shop"],
    ],
    [
      "a field in a list",
      "(index (index .Spec.Containers 0).Ports 0).ContainerPort",
      ["the pod's spec.containers[0].ports[0].containerPort = 80"],
    ],
    [
      "the mesh configuration",
      ".MeshConfig.TrustDomain",
      [".MeshConfig.trustDomain = example.org (mesh configuration)"],
    ],
    [
      "the mesh configuration by a getter, where it says nothing",
      ".MeshConfig.GetRootNamespace",
      [".MeshConfig.rootNamespace = istio-system (Istio's default)"],
    ],
    [
      "an enum, by its name",
      ".MeshConfig.OutboundTrafficPolicy.Mode.String",
      [".MeshConfig.outboundTrafficPolicy.mode = ALLOW_ANY (Istio's default)"],
    ],
    [
      "ProxyConfig: what the mesh configuration says, out of its wrapper",
      ".ProxyConfig.Concurrency.GetValue",
      [".ProxyConfig.concurrency = 3 (defaultConfig of the mesh configuration)"],
    ],
    [
      "ProxyConfig: Istio's default",
      ".ProxyConfig.StatusPort",
      [".ProxyConfig.statusPort = 15020 (Istio's default)"],
    ],
    [
      "ProxyConfig: an enum that is not set",
      ".ProxyConfig.InterceptionMode",
      [".ProxyConfig.interceptionMode = REDIRECT (Istio's default)"],
    ],
    [
      "ProxyConfig: the pod's annotation",
      ".ProxyConfig.DrainDuration",
      [".ProxyConfig.drainDuration (annotation proxy.istio.io/config)"],
    ],
    [
      "ProxyConfig: a resource for the mesh",
      ".ProxyConfig.Image.ImageType",
      [".ProxyConfig.image.imageType = debug (ProxyConfig istio-system/all, for the whole mesh)"],
    ],
    [
      "ProxyConfig: an entry of the map that merges, from the mesh",
      "index .ProxyConfig.ProxyMetadata `A`",
      [".ProxyConfig.proxyMetadata.A = mesh (defaultConfig of the mesh configuration)"],
    ],
    [
      "…, from the overlay",
      "index .ProxyConfig.ProxyMetadata `B`",
      [".ProxyConfig.proxyMetadata.B = overlay (overlay of cluster prod-1)"],
    ],
    [
      "…, from a resource of the namespace",
      "index .ProxyConfig.ProxyMetadata `C`",
      [".ProxyConfig.proxyMetadata.C = shop (ProxyConfig shop/shop, for the namespace)"],
    ],
    [
      "…, from a resource that selects the pod",
      "index .ProxyConfig.ProxyMetadata `D`",
      [".ProxyConfig.proxyMetadata.D = web (ProxyConfig shop/some, which selects the pod)"],
    ],
    [
      "all of ProxyConfig: what is set, and by which layer",
      "protoToJSON .ProxyConfig",
      [
        ".ProxyConfig.concurrency = 3 (defaultConfig of the mesh configuration)",
        ".ProxyConfig.drainDuration (annotation proxy.istio.io/config)",
        ".ProxyConfig.image (ProxyConfig istio-system/all, for the whole mesh)",
        ".ProxyConfig.proxyMetadata (ProxyConfig shop/some, which selects the pod)",
      ],
    ],
    [
      "the image, worked out before the template runs",
      ".ProxyImage",
      [
        ".Values.global.hub = registry.example.com (overlay of cluster prod-1)",
        ".Values.global.proxy.image = proxyv2 (values)",
        ".Values.global.tag = 1.27 (values)",
        ".ProxyConfig.image.imageType = debug (ProxyConfig istio-system/all, for the whole mesh)",
        ".Values.global.variant: not set",
        "annotation sidecar.istio.io/proxyImageType: not set",
      ],
    ],
    ["native sidecars, by the nodes' version", ".NativeSidecars", ["setting kubernetesVersion = v1.34.0"]],
    ["the owner", ".DeploymentMeta.Name", ["its owner's name = a"]],
    ["a constant: nothing", "`x`", []],
  ])("%s", (_, expression, sentences) => expect(inputsOf(expression)).toEqual(sentences));
});

describe("what a step after the templates took a value from:", () => {
  const stepInputs = (path: string, labels: Record<string, string> = {}) => {
    const template = "spec: { containers: [{ name: istio-proxy, image: i }] }";
    const source = {
      config: JSON.stringify({ policy: "enabled", templates: { sidecar: template } }),
      values: JSON.stringify({ global: { network: "of-values" } }),
      mesh: "{}",
    };
    const pod = { metadata: { name: "a", labels }, spec: { containers: [{ name: "app", image: "app:1" }] } };
    const origins = explainFields(compileInjector(source), { pod, namespace: "shop", path }, { source });
    return Object.fromEntries(
      origins.flatMap(({ path, source }) =>
        source.kind === "step" && source.inputs.length > 0 ? [[path, source.inputs.map(describeInput)]] : [],
      ),
    );
  };
  const network = (sentences: string[]) => ({
    "/metadata/labels/topology.istio.io~1network": sentences,
    "/spec/containers/1/env/0/value": sentences,
  });
  test("the values", () =>
    expect(stepInputs("/inject")).toEqual(
      network([".Values.global.network = of-values (values)", "label topology.istio.io/network: not set"]),
    ));
  test("the webhook's URL", () =>
    expect(stepInputs("/inject/net/n1")).toEqual(
      network(["the webhook URL's ISTIO_META_NETWORK = n1", "label topology.istio.io/network: not set"]),
    ));
  test("what the pod had in its place", () => {
    const template = "spec: { containers: [{ name: istio-proxy, image: i }] }";
    const config = JSON.stringify({ policy: "enabled", templates: { sidecar: template } });
    const values = "sidecarInjectorWebhook: { rewriteAppHTTPProbe: true }";
    const source = { config, values, mesh: "{}" };
    const readinessProbe = { httpGet: { path: "/ready", port: 8080 } };
    const pod = {
      metadata: { name: "a", annotations: { "prometheus.io/port": "9090", "prometheus.io/scrape": "true" } },
      spec: { containers: [{ name: "app", image: "app:1", readinessProbe }] },
    };
    const request = { pod, namespace: "shop", path: "/inject" };
    const origins = explainFields(compileInjector(source), request, { source });
    const inputsAt = (path: string) => {
      const found = origins.find((origin) => origin.path === path)?.source;
      return found?.kind === "step" ? found.inputs.map(describeInput) : found;
    };
    expect(inputsAt("/metadata/annotations/prometheus.io~1port")).toEqual([
      "annotation prometheus.io/port = 9090",
    ]);
    expect(inputsAt("/spec/containers/0/readinessProbe/httpGet/path")).toEqual([
      "the pod's spec.containers[0].readinessProbe.httpGet.path = /ready",
    ]);
  });
  test("the pod's label", () =>
    expect(stepInputs("/inject/net/n1", { "topology.istio.io/network": "n2" })).toEqual({
      "/spec/containers/1/env/0/value": ["label topology.istio.io/network = n2"],
    }));
});

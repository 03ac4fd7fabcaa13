import { describe, expect, test } from "@jest/globals";
import { EffectiveProxyConfigs } from "../../lib/istio/effective-proxy-config.ts";
import { parseMeshConfig } from "../../lib/istio/mesh-config.ts";
import { overlayProxyConfig, type ProxyConfig } from "../../lib/istio/proxy-config.ts";
import { proxyConfigLayers } from "../../lib/istio/proxy-config-layers.ts";

const OF_MESH = { concurrency: 3, proxyMetadata: { A: "mesh", B: "mesh" }, image: { imageType: "debug" } };
const RESOURCES = [
  { name: "root", namespace: "istio-system", spec: { concurrency: 0, environmentVariables: { B: "root" } } },
  { name: "younger", namespace: "shop", creationTimestamp: "2026-02-01T00:00:00Z", spec: { concurrency: 9 } },
  {
    name: "older",
    namespace: "shop",
    creationTimestamp: "2026-01-01T00:00:00Z",
    spec: { environmentVariables: { C: "shop" } },
  },
  { name: "web", namespace: "shop", spec: { selector: { matchLabels: { app: "web" } }, concurrency: 5 } },
];

describe("the layers of a ProxyConfig, laid over one another, are the effective one:", () => {
  const mesh = parseMeshConfig(JSON.stringify({ defaultConfig: OF_MESH }));
  const effective = new EffectiveProxyConfigs(mesh, RESOURCES);
  const web = { app: "web" };
  test.each([
    ["of a pod of another namespace", { namespace: "default" }, ["default", "mesh", "istio-system/root"]],
    ["of the root namespace itself", { namespace: "istio-system" }, ["default", "mesh", "istio-system/root"]],
    [
      "of the oldest resource's namespace",
      { namespace: "shop" },
      ["default", "mesh", "istio-system/root", "shop/older"],
    ],
    [
      "with an annotation and a resource that selects the pod",
      { namespace: "shop", labels: web, annotation: "{concurrency: 7, proxyMetadata: {A: pod}}" },
      ["default", "mesh", "istio-system/root", "shop/older", "annotation", "shop/web"],
    ],
    [
      "with an annotation that cannot be read",
      { namespace: "default", annotation: "{" },
      ["default", "mesh", "istio-system/root", "annotation"],
    ],
  ])("%s", (_, target, names) => {
    const layers = proxyConfigLayers(
      { ofMesh: OF_MESH, rootNamespace: "istio-system", resources: RESOURCES },
      target,
    );
    expect(layers.map((layer) => (layer.kind === "resource" ? layer.name : layer.kind))).toEqual(names);
    const laid = layers.reduce<ProxyConfig>((base, { config }) => overlayProxyConfig(config, base), {});
    expect(laid).toEqual(effective.of(target));
  });
});

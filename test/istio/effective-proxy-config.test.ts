import { expect, test } from "@jest/globals";
import { EffectiveProxyConfigs } from "../../lib/istio/effective-proxy-config.ts";
import { parseMeshConfig } from "../../lib/istio/mesh-config.ts";

const mesh = parseMeshConfig("");
const configs = new EffectiveProxyConfigs(mesh, [
  { name: "all", namespace: "apps", spec: { concurrency: 3 } },
  { name: "hello", namespace: "apps", spec: { selector: { matchLabels: { app: "hello" } }, concurrency: 4 } },
]);

test("pods without anything of their own share their namespace's configuration", () => {
  const one = configs.of({ namespace: "apps", labels: { app: "one" } });
  expect(configs.of({ namespace: "apps" })).toBe(one);
  expect(configs.of({ namespace: "other" })).not.toBe(one);
  expect(configs.of({ namespace: "other" })).toBe(configs.of({ namespace: "third" }));
});

test("pods with equal annotations share a configuration, in namespaces that say the same", () => {
  const annotation = "concurrency: 5";
  const one = configs.of({ namespace: "other", annotation });
  expect(configs.of({ namespace: "third", annotation })).toBe(one);
  expect(configs.of({ namespace: "apps", annotation })).not.toBe(one);
});

test("a selected pod does not get what another pod with its annotation gets", () => {
  const annotation = "statusPort: 15021";
  const selected = configs.of({ namespace: "apps", labels: { app: "hello" }, annotation });
  const other = configs.of({ namespace: "apps", labels: { app: "other" }, annotation });
  expect(selected.concurrency).toEqual({ value: 4 });
  expect(other.concurrency).toEqual({ value: 3 });
  expect([selected.statusPort, other.statusPort]).toEqual([15021, 15021]);
});

test("nothing of one pod's annotation shows in what another pod gets", () => {
  const before = structuredClone(configs.of({ namespace: "other" }));
  configs.of({ namespace: "other", annotation: "proxyMetadata: {A: b}\ntracing: {sampling: 5}" });
  expect(configs.of({ namespace: "other" })).toEqual(before);
});

test("the mesh configuration is as it was after pods have been configured", () => {
  expect(parseMeshConfig("")).toEqual(mesh);
});

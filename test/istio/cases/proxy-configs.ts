import type { Cases, Request } from "../protocol.ts";

interface Layers {
  readonly mesh?: unknown;
  readonly resources?: Request["proxyConfigs"];
  readonly annotation?: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
}

function effective(layers: Layers): Request {
  const { annotation, namespace = "apps", labels = { app: "hello" } } = layers;
  return {
    op: "effective",
    mesh: JSON.stringify(layers.mesh ?? {}),
    proxyConfigs: layers.resources ?? [],
    pod: {
      metadata: {
        name: "hello",
        namespace,
        labels,
        ...(annotation === undefined ? {} : { annotations: { "proxy.istio.io/config": annotation } }),
      },
    },
  };
}

const resource = (namespace: string, name: string, spec: unknown, creationTimestamp?: string) => ({
  namespace,
  name,
  spec,
  ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
});
const forApp = (app: string) => ({ selector: { matchLabels: { app } } });
const january = (day: number) => `2026-01-0${day}T00:00:00Z`;

/** The six layers of a pod's ProxyConfig, from built-in to the resource that selects the pod. */
export const proxyConfigCases: Cases = {
  "the built-in default alone": effective({}),
  "the mesh over the default": effective({ mesh: { defaultConfig: { concurrency: 2, statusPort: 15099 } } }),
  "the root namespace over the mesh": effective({
    mesh: { defaultConfig: { concurrency: 2 } },
    resources: [resource("istio-system", "root", { concurrency: 3 })],
  }),
  "the namespace over the root namespace": effective({
    resources: [
      resource("istio-system", "root", { concurrency: 3, environmentVariables: { A: "root", B: "root" } }),
      resource("apps", "all", { concurrency: 4, environmentVariables: { A: "apps" } }),
    ],
  }),
  "the annotation over the namespace": effective({
    resources: [resource("apps", "all", { concurrency: 4 })],
    annotation: "concurrency: 5",
  }),
  "a resource that selects the pod over the annotation": effective({
    resources: [resource("apps", "hello", { ...forApp("hello"), concurrency: 6 })],
    annotation: "concurrency: 5\nstatusPort: 15021",
  }),
  "a resource that selects other pods does not count": effective({
    resources: [resource("apps", "other", { ...forApp("other"), concurrency: 6 })],
  }),
  "a resource of another namespace does not count": effective({
    resources: [
      resource("elsewhere", "all", { concurrency: 6 }),
      resource("elsewhere", "hello", forApp("hello")),
    ],
  }),
  "a selecting resource of the root namespace selects there alone": effective({
    resources: [resource("istio-system", "hello", { ...forApp("hello"), concurrency: 6 })],
  }),
  "a pod in the root namespace": effective({
    namespace: "istio-system",
    resources: [
      resource("istio-system", "root", { concurrency: 3 }),
      resource("istio-system", "hello", { ...forApp("hello"), environmentVariables: { A: "b" } }),
    ],
  }),
  "another root namespace": effective({
    mesh: { rootNamespace: "config" },
    resources: [
      resource("config", "root", { concurrency: 3 }),
      resource("istio-system", "old", { concurrency: 9 }),
    ],
  }),
  "an empty selector counts for nobody": effective({
    resources: [resource("apps", "none", { selector: {}, concurrency: 7 })],
  }),
  "all labels of a selector have to match": effective({
    labels: { app: "hello", version: "v1" },
    resources: [
      resource("apps", "a", { selector: { matchLabels: { app: "hello", version: "v2" } }, concurrency: 1 }),
      resource("apps", "b", { selector: { matchLabels: { app: "hello", version: "v1" } }, concurrency: 2 }),
    ],
  }),
  "of two resources of a namespace the oldest wins": effective({
    resources: [
      resource("apps", "a", { concurrency: 1 }, january(2)),
      resource("apps", "b", { concurrency: 2 }, january(1)),
    ],
  }),
  "of two of one age the first by name wins": effective({
    resources: [
      resource("apps", "b", { concurrency: 1 }, january(1)),
      resource("apps", "a", { concurrency: 2 }, january(1)),
    ],
  }),
  "one without an age is the oldest": effective({
    resources: [
      resource("apps", "a", { concurrency: 1 }, january(1)),
      resource("apps", "b", { concurrency: 2 }),
    ],
  }),
  "a zero does not override": effective({
    mesh: { defaultConfig: { statusPort: 15099, interceptionMode: "TPROXY" } },
    annotation: "statusPort: 0\ninterceptionMode: REDIRECT",
  }),
  "a wrapper's zero does": effective({
    mesh: { defaultConfig: { concurrency: 2, holdApplicationUntilProxyStarts: true } },
    annotation: "concurrency: 0\nholdApplicationUntilProxyStarts: false",
  }),
  "metadata merges through all layers": effective({
    mesh: { defaultConfig: { proxyMetadata: { A: "mesh", M: "mesh" } } },
    resources: [
      resource("istio-system", "root", { environmentVariables: { A: "root", R: "root" } }),
      resource("apps", "all", { environmentVariables: { A: "apps", N: "apps" } }),
      resource("apps", "hello", { ...forApp("hello"), environmentVariables: { A: "hello", S: "hello" } }),
    ],
    annotation: "proxyMetadata: {A: annotation, P: annotation}",
  }),
  "other maps are replaced": effective({
    mesh: { defaultConfig: { runtimeValues: { a: "1", b: "2" } } },
    annotation: "runtimeValues: {a: '3'}",
  }),
  "messages are replaced whole": effective({
    mesh: { defaultConfig: { tracing: { sampling: 10, zipkin: { address: "zipkin:9411" } } } },
    annotation: "tracing: {sampling: 50}",
  }),
  "proxy headers keep what is not named": effective({
    mesh: {
      defaultConfig: {
        proxyHeaders: {
          requestId: { disabled: true },
          server: { value: "x" },
          preserveHttp1HeaderCase: true,
        },
      },
    },
    annotation: "proxyHeaders: {server: {disabled: true}}",
  }),
  "a tracing service name takes the place of the service cluster": effective({
    annotation: "tracingServiceName: APP_LABEL_AND_NAMESPACE",
  }),
  "the image of a resource": effective({
    mesh: { defaultConfig: { image: { imageType: "debug" } } },
    resources: [resource("apps", "all", { image: { imageType: "distroless" } })],
  }),
  "an annotation that cannot be read counts as none": effective({ annotation: "concurrency: many" }),
  "an empty annotation": effective({ annotation: "" }),
  "unknown fields of an annotation": effective({ annotation: "nope: 1\nconcurrency: 8" }),
  "a resource in the other spelling": effective({
    resources: [
      resource("apps", "all", { environment_variables: { A: "b" }, image: { image_type: "debug" } }),
    ],
  }),
  "a resource that cannot be read": effective({
    resources: [resource("apps", "all", { concurrency: "many" })],
  }),
  "labels that JavaScript gives a meaning": effective({
    labels: {},
    resources: [
      resource("apps", "all", {
        selector: { matchLabels: { constructor: "x", toString: "y" } },
        concurrency: 1,
      }),
    ],
  }),
};

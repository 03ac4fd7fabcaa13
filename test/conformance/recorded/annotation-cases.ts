import { annotated, podCase, type RecordedCase } from "./pods.ts";

/** A value that Istio takes and one that it refuses, for each annotation that it checks. */
const CHECKED: readonly (readonly [name: string, good: string, ...bad: string[]])[] = [
  ["sidecar.istio.io/interceptionMode", "TPROXY", "tproxy"],
  ["status.sidecar.istio.io/port", "8099", "70000", "-1"],
  ["readiness.status.sidecar.istio.io/initialDelaySeconds", "7", "1.5"],
  ["readiness.status.sidecar.istio.io/periodSeconds", "7", "-7"],
  ["readiness.status.sidecar.istio.io/failureThreshold", "7", "4294967296"],
  ["traffic.sidecar.istio.io/includeOutboundIPRanges", "*", "10.0.0.0", "10.0.0.0/8, 1.2.3.4/32"],
  ["traffic.sidecar.istio.io/excludeOutboundIPRanges", "10.0.0.0/8,fd00::/8", "*", "10.0.0.0/33"],
  ["traffic.sidecar.istio.io/includeInboundPorts", "*", "80,x"],
  ["traffic.sidecar.istio.io/excludeInboundPorts", " 80, 443 ", "*", "80,,81"],
  ["traffic.sidecar.istio.io/excludeOutboundPorts", "80", "65536"],
  ["traffic.sidecar.istio.io/excludeInterfaces", "eth1,eth2", "eth/1", "a-name-that-is-too-long"],
  ["traffic.sidecar.istio.io/kubevirtInterfaces", "net1", "net 1"],
  ["istio.io/reroute-virtual-interfaces", "net1", "..", ""],
  ["prometheus.istio.io/merge-metrics", "false", "maybe"],
  ["sidecar.istio.io/proxyCPU", "0.5", "half"],
  ["sidecar.istio.io/proxyMemory", "1.5Gi", "1.5gi"],
  ["sidecar.istio.io/proxyCPULimit", "1e3", "1\u0007"],
  ["sidecar.istio.io/proxyMemoryLimit", "64Mi", ""],
  ["proxy.istio.io/config", "concurrency: 4", "concurrency: four"],
];

/** ProxyConfig as people write it into the annotation. */
const CONFIGS: Readonly<Record<string, string>> = {
  "YAML in blocks, in both spellings":
    "proxy_metadata:\n  A: annotation\n  C: '3'\nterminationDrainDuration: 7s\nstatus_port: 15021\n",
  JSON: '{"holdApplicationUntilProxyStarts":true,"tracing":{"zipkin":{"address":"z.example.com:9411"},"sampling":12.5}}',
  "enums by name and number, durations with fractions":
    "interceptionMode: 1\nstatNameLength: 300\ndrainDuration: 1.5s\ncontrolPlaneAuthPolicy: MUTUAL_TLS",
  "zeros, which scalars lose and wrappers keep": "concurrency: 0\nstatNameLength: 0\nserviceCluster: ''",
  "an unknown field": "noSuchField: 1\nconcurrency: 3",
  "a duration that is a number": "drainDuration: 10",
  "a bad address": "discoveryAddress: nowhere",
  "no YAML": "a: b: c",
  "a list": "- a",
  nothing: "",
  "both of a oneof": "serviceCluster: a\ntracingServiceName: CANONICAL_NAME_ONLY",
  "characters that JSON escapes": "proxyMetadata: {A: '<a> & \"b\" \u2028'}",
};

export const ANNOTATION_CASES: readonly RecordedCase[] = [
  ...CHECKED.flatMap(([name, good, ...bad]) => [
    podCase(`${name} takes ${JSON.stringify(good)}`, annotated({ [name]: good }), { twice: true }),
    ...bad.map((value) => podCase(`${name} refuses ${JSON.stringify(value)}`, annotated({ [name]: value }))),
  ]),
  ...Object.entries(CONFIGS).map(([name, value]) =>
    podCase(`proxy.istio.io/config: ${name}`, annotated({ "proxy.istio.io/config": value })),
  ),
  podCase(
    "two bad annotations are both named",
    annotated({ "sidecar.istio.io/proxyCPU": "x", "status.sidecar.istio.io/port": "x" }),
  ),
  podCase("an image type replaces the tag's", annotated({ "sidecar.istio.io/proxyImageType": "debug" }), {
    injector: "network",
  }),
  podCase(
    "the default image type takes it away",
    annotated({ "sidecar.istio.io/proxyImageType": "default" }),
    { injector: "mesh" },
  ),
  podCase("an image of the pod's own", annotated({ "sidecar.istio.io/proxyImage": "own:1" })),
];

/** Something that Istio's injector does, and where the conformance run meets it. */
export interface Feature {
  readonly name: string;
  /** Configurations of the run (test/conformance/configurations.ts), whose pods are all compared. */
  readonly under?: readonly string[];
  /** Groups of the recorded cases (test/conformance/recorded). */
  readonly recorded?: readonly string[];
  /** What is generated: names of what is drawn, or "family:" for all of a family. */
  readonly drawn?: readonly string[];
}

export const FEATURES: readonly Feature[] = [
  {
    name: "Whether to inject: policy, label before annotation, selectors, host network, ignored namespaces",
    under: ["injection off by default", "selectors that never inject"],
    recorded: ["whether a pod is injected"],
    drawn: ["label:sidecar.istio.io/inject", "annotation:sidecar.istio.io/inject"],
  },
  {
    name: "Every template that Istio ships, rendered from its unmodified configuration",
    under: ["default", "gateway by default", "grpc-simple by default", "grpc-agent by default"],
    drawn: ["annotation:inject.istio.io/templates"],
  },
  {
    name: "`defaultTemplates`, templates of one's own, `inject.istio.io/templates`, aliases",
    under: ["several templates by default", "aliases of templates", "a template that does not exist"],
    recorded: ["templates and merging"],
    drawn: ["template:"],
  },
  {
    name: "Strategic merge with its directives (`$patch`, `$retainKeys`, `$setElementOrder`, …)",
    under: ["several templates by default"],
    recorded: ["templates and merging"],
    drawn: ["template:merge-directives", "template:keep-and-retain"],
  },
  {
    name: "Native sidecars: by setting, annotation, version of the nodes, node of the pod",
    under: [
      "native sidecars on",
      "native sidecars off",
      "nodes too old for native sidecars",
      "nodes of mixed versions",
    ],
    recorded: ["settings"],
    drawn: ["annotation:sidecar.istio.io/nativeSidecar", "request:nodes", "request:nativeSidecars"],
  },
  {
    name: "Istio CNI, with `istio-validation`; Multus networks",
    under: ["cni", "cni, sidecars not native", "cni through multus"],
    drawn: ["annotation:k8s.v1.cni.cncf.io/networks", "values:pilot.cni.enabled"],
  },
  {
    name: "Interception mode `REDIRECT`, `TPROXY`, `NONE`, and the proxy's user that goes with it",
    under: ["tproxy", "cni, tproxy"],
    recorded: ["a proxy of the pod's own, and injecting again"],
    drawn: ["annotation:sidecar.istio.io/interceptionMode"],
  },
  {
    name: "Cluster and network: of the values, of the URL's path in both notations, of the pod's label",
    under: ["multi-network", "cluster and network in the path", "variables in the path"],
    drawn: ["request:path", "label:topology.istio.io/network"],
  },
  {
    name: "Images: hub, tag, variant, image type of mesh, ProxyConfig and annotation",
    under: ["hub, tag and variant", "a tag that is a number", "image with a path", "image type of the mesh"],
    drawn: ["annotation:sidecar.istio.io/proxyImage", "annotation:sidecar.istio.io/proxyImageType"],
  },
  {
    name: "Tracing: Zipkin, Lightstep over TLS, Datadog; OpenTelemetry's resource attributes",
    under: [
      "zipkin tracing",
      "lightstep tracing over TLS",
      "datadog tracing",
      "opentelemetry with semantic conventions",
    ],
  },
  { name: "Core dumps", under: ["core dumps", "core dumps, sidecars not native"] },
  {
    name: "OpenShift: user and group from the namespace's ranges",
    under: ["openshift", "openshift, tproxy"],
    recorded: ["OpenShift"],
    drawn: ["request:platform"],
  },
  {
    name: "Prometheus: metrics merging, scrape targets, secure port, reserved ports",
    under: ["prometheus merging off", "proxy metadata and iptables tracing"],
    recorded: ["metrics"],
    drawn: ["annotation:prometheus.istio.io/merge-metrics", "annotation:prometheus.istio.io/scrape-targets"],
  },
  {
    name: "Probe rewriting: HTTP, HTTPS, TCP, gRPC, named ports, life cycle hooks, init containers",
    under: ["probe rewriting off", "ports, ranges and the status port"],
    recorded: ["probes"],
    drawn: ["annotation:sidecar.istio.io/rewriteAppHTTPProbers"],
  },
  {
    name: "Order of containers; holding the application until the proxy starts",
    under: ["application held until the proxy starts", "application held by the mesh"],
    recorded: ["settings"],
  },
  { name: "Revisions", under: ["a revision"], drawn: ["request:revision"] },
  { name: "Injected annotations", under: ["annotations injected"] },
  {
    name: "Resources, life cycle, privilege, seccomp, pull secrets, certificates, search domains",
    under: [
      "resources, life cycle and privilege",
      "no resources at all",
      "pull secrets, certificates and search domains",
      "another certificate authority",
      "trust bundles",
    ],
    drawn: ["annotation:sidecar.istio.io/proxyCPU", "annotation:sidecar.istio.io/proxyMemoryLimit"],
  },
  { name: "Compliance policy", under: ["a compliance policy"], drawn: ["request:compliancePolicy"] },
  {
    name: "Proxy metadata, core of the mesh configuration, inbound traffic to localhost",
    under: ["proxy metadata and iptables tracing", "inbound traffic to localhost"],
  },
  {
    name: "ProxyConfig in all six layers, in protobuf's JSON",
    under: ["ProxyConfig resources"],
    recorded: ["ProxyConfig resources", "annotations"],
    drawn: ["proxyConfig:", "resource:", "request:proxyConfigs"],
  },
  { name: "Every field of the mesh configuration, with Istio's validation and messages", drawn: ["mesh:"] },
  { name: "Every setting that Istio's templates read", drawn: ["values:"] },
  {
    name: "Every annotation's validation, with Istio's messages",
    recorded: ["annotations"],
    drawn: ["annotation:"],
  },
  { name: "Every field of a pod", recorded: ["JSON"], drawn: ["pod:"] },
  {
    name: "JSON as Go reads it: unknown fields, odd case, repeated keys, nulls, big integers, wrong types",
    recorded: ["JSON"],
    drawn: ["oddity:"],
  },
  {
    name: "Reviews in v1 and v1beta1, in YAML, unreadable, empty, of another content type",
    recorded: ["bodies"],
    drawn: ["body:"],
  },
  {
    name: "A proxy of the pod's own (`image: auto`), overrides, and injecting an injected pod again",
    under: ["default"],
    recorded: ["a proxy of the pod's own, and injecting again"],
    drawn: ["annotation:proxy.istio.io/overrides", "annotation:sidecar.istio.io/status"],
  },
  {
    name: "`kube-inject` of files: all workloads, lists, several documents (`remora inject`)",
    under: ["default", "native sidecars off"],
    recorded: ["files"],
  },
];

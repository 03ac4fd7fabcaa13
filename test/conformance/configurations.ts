import type { Injector, Settings } from "./case.ts";

/** An installation of Istio that every input is injected under. */
export interface Configuration {
  /** Installation settings, path=value, as `istioctl install --set` takes them. */
  readonly set?: readonly string[];
  /** An IstioOperator's `spec.values`, for what cannot be said in one line. */
  readonly values?: object;
  /** Changes the rendered texts, for what Istio's charts cannot render. */
  readonly edit?: (rendered: Injector) => Injector;
  readonly settings?: Settings;
}

const OPENSHIFT_NAMESPACES = ["default", "test-ns", "sample"].map((name) => ({
  metadata: {
    name,
    annotations: {
      "openshift.io/sa.scc.uid-range": "1000620000/10000",
      "openshift.io/sa.scc.supplemental-groups": "1000630000/10000,1000650000/10",
    },
  },
}));

const CUSTOM_TEMPLATES = {
  audit: `metadata:
  labels:
    audit.example.com/level: {{ index .ObjectMeta.Labels "audit" | default "basic" | quote }}
  annotations:
    audit.example.com/containers: "{{ range $i, $c := .Spec.Containers }}{{ if $i }},{{ end }}{{ $c.Name }}{{ end }}"
spec:
  containers:
  - name: audit-agent
    image: registry.example.com/audit:{{ .Values.global.tag }}
    env:
    - name: OWNER
      value: {{ .DeploymentMeta.Name | default "none" }}/{{ .TypeMeta.Kind }}
    ports:
    - containerPort: 9400
      name: http-audit
  volumes:
  - name: audit-spool
    emptyDir: {sizeLimit: 0.5Gi}
`,
  harden: `spec:
  {{- if not .Spec.SecurityContext }}
  securityContext:
    seccompProfile: {type: RuntimeDefault}
  {{- end }}
  containers:
  {{- range .Spec.Containers }}
  - name: {{ .Name }}
    securityContext:
      allowPrivilegeEscalation: false
  {{- end }}
`,
};

/** Adds to the injector's configuration what no chart writes. */
const config = (addition: string) => (rendered: Injector) => ({
  ...rendered,
  config: `${rendered.config}\n${addition}`,
});

/** Installations, each a row of the result's table. Istio's own defaults come first. */
export const CONFIGURATIONS: Readonly<Record<string, Configuration>> = {
  default: {},
  "native sidecars on": { settings: { nativeSidecars: true } },
  "native sidecars off": { settings: { nativeSidecars: false } },
  "nodes too old for native sidecars": { settings: { kubernetesVersion: "v1.32.4" } },
  "nodes of mixed versions": {
    settings: {
      nodes: [
        { name: "node-1", kubeletVersion: "v1.33.1-eks-1234" },
        { name: "old-node", kubeletVersion: "v1.28.0" },
      ],
    },
  },
  cni: { set: ["components.cni.enabled=true"], settings: { kubernetesVersion: "v1.34.0" } },
  "cni, sidecars not native": { set: ["components.cni.enabled=true"], settings: { nativeSidecars: false } },
  "cni through multus": { set: ["components.cni.enabled=true", "values.cni.provider=multus"] },
  tproxy: { set: ["meshConfig.defaultConfig.interceptionMode=TPROXY"], settings: { nativeSidecars: true } },
  "cni, tproxy": {
    set: ["components.cni.enabled=true", "meshConfig.defaultConfig.interceptionMode=TPROXY"],
    settings: { nativeSidecars: false },
  },
  "multi-network": {
    set: [
      "values.global.network=network-1",
      "values.global.meshID=mesh-1",
      "values.global.multiCluster.clusterName=primary",
    ],
  },
  "cluster and network in the path": {
    set: ["values.global.network=network-1"],
    settings: { path: "/inject/cluster/remote--slash--1/net/network-2/FOO_bar/baz/odd" },
  },
  "variables in the path": {
    settings: { path: "/inject/:ENV:cluster=c2:ENV:net=n2:ENV:foo=bar=baz:ENV:=x:ENV:empty=" },
  },
  "hub, tag and variant": {
    set: [
      "values.global.hub=registry.example.com/mesh",
      "values.global.tag=1.27.1-debug",
      "values.global.variant=distroless",
    ],
  },
  "a tag that is a number": {
    values: { global: { tag: 1.2, proxy: { image: "proxyTest" }, proxy_init: { image: "initTest" } } },
  },
  "image with a path": { set: ["values.global.proxy.image=registry.example.com/other/proxyv2:7"] },
  "image type of the mesh": {
    set: ["meshConfig.defaultConfig.image.imageType=distroless", "values.global.tag=1.27.0"],
  },
  "zipkin tracing": {
    set: [
      "values.global.proxy.tracer=zipkin",
      "meshConfig.enableTracing=true",
      "meshConfig.defaultConfig.tracing.sampling=12.5",
    ],
  },
  "lightstep tracing over TLS": {
    values: {
      global: {
        proxy: { tracer: "lightstep" },
        tracer: { lightstep: { address: "satellite:8080", accessToken: "abc" } },
      },
    },
    edit: (rendered) => ({
      ...rendered,
      mesh: rendered.mesh.replace(
        "tracing:",
        "tracing:\n    tlsSettings: {mode: SIMPLE, caCertificates: /etc/lightstep/ca.pem}",
      ),
    }),
  },
  "datadog tracing": { set: ["values.global.proxy.tracer=datadog"] },
  "opentelemetry with semantic conventions": {
    edit: (rendered) => ({
      ...rendered,
      mesh: `${rendered.mesh}\nextensionProviders:
- name: otel
  opentelemetry: {service: collector.observability.svc.cluster.local, port: 4317, serviceAttributeEnrichment: OTEL_SEMANTIC_CONVENTIONS}
`,
    }),
  },
  "core dumps": { set: ["values.global.proxy.enableCoreDump=true"], settings: { nativeSidecars: true } },
  "core dumps, sidecars not native": {
    set: ["values.global.proxy.enableCoreDump=true"],
    settings: { nativeSidecars: false },
  },
  openshift: {
    set: ["components.cni.enabled=true", "values.global.platform=openshift"],
    settings: { platform: "openshift", namespaces: OPENSHIFT_NAMESPACES },
  },
  "openshift, tproxy": {
    set: ["components.cni.enabled=true", "meshConfig.defaultConfig.interceptionMode=TPROXY"],
    settings: { platform: "openshift", namespaces: OPENSHIFT_NAMESPACES, nativeSidecars: false },
  },
  "prometheus merging off": { set: ["meshConfig.enablePrometheusMerge=false"] },
  "probe rewriting off": { set: ["values.sidecarInjectorWebhook.rewriteAppHTTPProbe=false"] },
  "application held until the proxy starts": {
    set: ["values.global.proxy.holdApplicationUntilProxyStarts=true"],
    settings: { nativeSidecars: false },
  },
  "application held by the mesh": {
    set: ["meshConfig.defaultConfig.holdApplicationUntilProxyStarts=true"],
    settings: { nativeSidecars: false },
  },
  "a revision": { set: ["revision=canary"], settings: { revision: "canary" } },
  "several templates by default": {
    values: {
      sidecarInjectorWebhook: {
        templates: CUSTOM_TEMPLATES,
        defaultTemplates: ["sidecar", "audit", "harden"],
      },
    },
  },
  "aliases of templates": {
    values: { sidecarInjectorWebhook: { templates: CUSTOM_TEMPLATES, defaultTemplates: ["standard"] } },
    edit: config(
      "aliases: {standard: [sidecar, harden], gateway: [gateway, audit], grpc-agent: [grpc-simple]}",
    ),
  },
  "gateway by default": { values: { sidecarInjectorWebhook: { defaultTemplates: ["gateway"] } } },
  "grpc-simple by default": { values: { sidecarInjectorWebhook: { defaultTemplates: ["grpc-simple"] } } },
  "grpc-agent by default": {
    set: ["meshConfig.defaultConfig.drainDuration=23s"],
    values: { sidecarInjectorWebhook: { defaultTemplates: ["grpc-agent"] } },
  },
  "a template that does not exist": {
    values: { sidecarInjectorWebhook: { defaultTemplates: ["sidecar", "missing"] } },
  },
  "injection off by default": {
    set: ["values.global.proxy.autoInject=disabled"],
    values: { sidecarInjectorWebhook: { alwaysInjectSelector: [{ matchLabels: { app: "hello" } }] } },
  },
  "selectors that never inject": {
    values: {
      sidecarInjectorWebhook: {
        neverInjectSelector: [
          {},
          { matchExpressions: [{ key: "app", operator: "In", values: ["hello", "status"] }] },
          { matchExpressions: [{ key: "tier", operator: "Nonsense" }] },
        ],
      },
    },
  },
  "annotations injected": {
    values: {
      sidecarInjectorWebhook: {
        injectedAnnotations: { "container.apparmor.example.com/istio-proxy": "runtime/default" },
      },
    },
  },
  "ports, ranges and the status port": {
    set: ["meshConfig.defaultConfig.statusPort=15999"],
    values: {
      global: {
        proxy: {
          includeIPRanges: "127.0.0.1/24,10.96.0.1/24",
          excludeIPRanges: "10.96.0.2/24",
          excludeInboundPorts: "4,5,6",
          includeInboundPorts: "80,443",
          excludeOutboundPorts: "9999",
          statusPort: 123,
          readinessInitialDelaySeconds: 100,
        },
      },
    },
  },
  "resources, life cycle and privilege": {
    values: {
      global: {
        proxy: {
          privileged: true,
          logLevel: "debug",
          lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", "sleep 30"] } } },
          resources: { limits: { cpu: "2000m", memory: null }, requests: { cpu: "0.1", memory: "1.5Gi" } },
          seccompProfile: { type: "RuntimeDefault" },
          outlierLogPath: "/dev/stdout",
        },
      },
    },
    edit: (rendered) => {
      const values = JSON.parse(rendered.values) as { global: { proxy_init: object } };
      Object.assign(values.global.proxy_init, { forceApplyIptables: true });
      return { ...rendered, values: JSON.stringify(values) };
    },
  },
  "no resources at all": {
    values: {
      global: {
        proxy: { resources: { limits: { cpu: null, memory: null }, requests: { cpu: null, memory: null } } },
      },
    },
  },
  "pull secrets, certificates and search domains": {
    values: {
      global: {
        imagePullSecrets: ["pull-1", "barSecret"],
        imagePullPolicy: "Always",
        mountMtlsCerts: true,
        podDNSSearchNamespaces: ["global", '{{ valueOrDefault .DeploymentMeta.Namespace "default" }}.global'],
        logAsJson: true,
        nativeNftables: true,
        sts: { servicePort: 15463 },
      },
    },
  },
  "another certificate authority": {
    set: [
      "values.global.caName=GkeWorkloadCertificate",
      "values.global.caAddress=ca.example.com:443",
      "values.global.pilotCertProvider=custom",
    ],
  },
  "trust bundles": {
    set: ["values.pilot.env.ENABLE_CLUSTER_TRUST_BUNDLE_API=true", "values.global.trustBundleName=bundle"],
  },
  "a compliance policy": { settings: { compliancePolicy: "fips-140-3" } },
  "proxy metadata and iptables tracing": {
    set: [
      "meshConfig.defaultConfig.proxyMetadata.IPTABLES_TRACE_LOGGING=true",
      "meshConfig.defaultConfig.proxyMetadata.ISTIO_META_DNS_CAPTURE=true",
      "meshConfig.defaultConfig.proxyMetadata.ENVOY_SECURE_MERGED_METRICS_PORT=15091",
      "meshConfig.defaultConfig.proxyMetadata.ISTIO_META_TLS_CLIENT_KEY=/etc/identity/client/keys/client-key.pem",
      "meshConfig.defaultConfig.concurrency=0",
    ],
  },
  "inbound traffic to localhost": {
    set: ["meshConfig.inboundTrafficPolicy.mode=LOCALHOST", "meshConfig.trustDomain=example.org"],
  },
  "ProxyConfig resources": {
    settings: {
      proxyConfigs: [
        {
          name: "root",
          namespace: "istio-system",
          spec: { concurrency: 4, environmentVariables: { SCOPE: "root", ROOT: "1" } },
        },
        {
          name: "younger",
          namespace: "default",
          creationTimestamp: "2026-02-01T00:00:00Z",
          spec: { environmentVariables: { SCOPE: "younger" }, image: { imageType: "debug" } },
        },
        {
          name: "older",
          namespace: "default",
          creationTimestamp: "2026-01-01T00:00:00Z",
          spec: { environmentVariables: { SCOPE: "older" }, image: { imageType: "distroless" } },
        },
        {
          name: "hello",
          namespace: "default",
          spec: {
            selector: { matchLabels: { app: "hello" } },
            concurrency: 0,
            environmentVariables: { SCOPE: "hello" },
          },
        },
      ],
    },
  },
};

import type { Cases, Request } from "../protocol.ts";

/** A pod, a mesh and values that have something of everything. */
const base: Omit<Request, "op" | "text"> = {
  mesh: JSON.stringify({
    defaultConfig: {
      interceptionMode: "TPROXY",
      tracing: { zipkin: { address: "zipkin.obs:9411" } },
      proxyMetadata: { B: "2", A: "<1>" },
    },
    extensionProviders: [
      {
        name: "otel",
        opentelemetry: {
          service: "otel.obs.svc",
          port: 4317,
          serviceAttributeEnrichment: "OTEL_SEMANTIC_CONVENTIONS",
        },
      },
    ],
  }),
  values: "global: {network: n1, n: 12345678, list: [1, null, {a: null}], empty: {}}\n",
  pod: {
    metadata: {
      name: "hello",
      namespace: "apps",
      labels: { app: "hello", version: "v1" },
      annotations: { port: "80", "10": "x", "9": "y" },
    },
    spec: {
      containers: [
        {
          name: "web",
          image: "r:5000/web:1.2@sha256:ab",
          ports: [{ containerPort: 80 }, { containerPort: 53, protocol: "UDP" }],
          resources: { limits: { cpu: "1000m", memory: "1.5Gi" } },
          livenessProbe: { httpGet: { path: "/a?b=1&c", port: "http" } },
        },
        { name: "istio-proxy", image: "auto", ports: [{ containerPort: 9090, protocol: "TCP" }] },
      ],
      securityContext: { fsGroup: 1337 },
    },
  },
};

/** What a template prints, by the template. */
const templates: readonly string[] = [
  '{{ valueOrDefault "" "d" }} {{ valueOrDefault nil "d" }} {{ valueOrDefault 0 "d" }} {{ valueOrDefault .Values.nope "d" }}',
  '{{ annotation .ObjectMeta "port" 15020 }} {{ annotation .ObjectMeta "none" .ProxyConfig.StatusPort }} {{ annotation .ObjectMeta "none" nil }}',
  '{{ excludeInboundPort 80 "90, 80" }} {{ excludeInboundPort 80 "90,80" }} {{ excludeInboundPort 0 "1" }} {{ excludeInboundPort "" "1" }} {{ excludeInboundPort 80 "" }}',
  '{{ indent 2 "a\\nb\\n\\nc" }}|{{ indent 0 "a\\nb" }}|{{ indent -2 "a\\nb" }}',
  '{{ contains "b" "abc" }} {{ contains "abc" "b" }} {{ contains "" "" }}',
  '{{ directory "/a/b/c" }} {{ directory "a" }} {{ directory "/" }} {{ directory "" }}',
  '{{ toLower "ÀB" }} {{ kubevirtInterfaces "a" }} {{ excludeInterfaces "b" }}',
  '{{ isset .ObjectMeta.Annotations "port" }} {{ isset .ObjectMeta.Annotations "nope" }} {{ isset .ObjectMeta.Annotations "constructor" }}',
  '{{ toJSON .ObjectMeta.Annotations }} {{ toJSON (strdict "<" "&") }} {{ toJSON (mergeMaps) }}',
  '{{ strdict "a" "1" "b" | toJSON }} {{ strdict | toJSON }} {{ strdict "a" "1" "a" "2" | toJSON }}',
  '{{ mergeMaps .ObjectMeta.Labels (strdict "app" "x") | toJSON }} {{ toJsonMap }} {{ toJsonMap .ObjectMeta.Labels (strdict "z" "é") }}',
  '{{ omit .ObjectMeta.Labels "app" "nope" | toJSON }} {{ omit .ObjectMeta.Labels | toJSON }}',
  '{{ fromJSON "{\\"b\\":1,\\"a\\":[null,2.5]}" }} {{ fromJSON "" }} {{ fromJSON "nope" }} {{ fromJSON "1e400" }} {{ fromJSON "7" }}',
  "{{ omitNil .Values.global | structToJSON }} {{ omitNil (list nil) }} {{ omitNil (dict) }} {{ omitNil nil }}",
  '{{ structToJSON .Spec }} {{ structToJSON nil }} {{ structToJSON "<" }} {{ structToJSON .Values.nope }}',
  "{{ structToJSON .ObjectMeta }}",
  "{{ toYaml .Spec.Containers }}",
  "{{ toYaml .Values.global }}{{ toYaml nil }}",
  "{{ protoToJSON .ProxyConfig }}",
  "{{ protoToJSON .MeshConfig.DefaultConfig }} {{ protoToJSON .ProxyConfig.Tracing }} {{ protoToJSON .ProxyConfig.Image }}",
  "{{ structToJSON .ProxyConfig }} {{ toJson .ProxyConfig.Tracing }}",
  "{{ formatDuration .ProxyConfig.DrainDuration }} {{ formatDuration .ProxyConfig.DiscoveryRefreshDelay }} {{ formatDuration .MeshConfig.ConnectTimeout }}",
  "{{ includeInboundPorts .Spec.Containers }} {{ applicationPorts .Spec.Containers }}",
  '{{ appendMultusNetwork "" "istio-cni" }} {{ appendMultusNetwork "a" "istio-cni" }} {{ appendMultusNetwork "a, istio-cni" "istio-cni" }}',
  '{{ appendMultusNetwork "[{\\"name\\":\\"a\\"}]" "istio-cni" }} {{ appendMultusNetwork "[{\\"name\\":\\"a\\"}]" "ns/istio-cni" }} {{ appendMultusNetwork "[" "x" }} {{ appendMultusNetwork "]" "x" }}',
  '{{ appendMultusNetwork "[{\\"name\\":\\"istio-cni\\",\\"namespace\\":\\"ns\\"}]" "ns/istio-cni" }} {{ appendMultusNetwork "[]" "istio-cni" }}',
  "{{ otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels .ObjectMeta.Namespace .Spec.Containers }}",
  '{{ otelResourceAttributes .MeshConfig (strdict "resource.opentelemetry.io/service.namespace" "x") (strdict "app.kubernetes.io/version" "v9") "" .Spec.Containers }}',
  '{{ env "REMORA_SURELY_UNSET" "fallback" }}',
  "{{ .ProxyConfig.InterceptionMode }} {{ .ProxyConfig.InterceptionMode.String }} {{ .ProxyConfig.ControlPlaneAuthPolicy }}",
  '{{ eq .ProxyConfig.InterceptionMode.String "TPROXY" }} {{ eq .ProxyConfig.StatusPort 15020 }} {{ if .ProxyConfig.InterceptionMode }}set{{ end }}',
  "{{ .ProxyConfig.GetTracing.GetZipkin.GetAddress }} {{ .ProxyConfig.GetTracing.GetTlsSettings.GetCaCertificates }} {{ .ProxyConfig.Tracing.GetLightstep.GetAddress }}",
  "{{ .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue }} {{ .MeshConfig.EnableAutoMtls.GetValue }} {{ .MeshConfig.EnableAutoMtls.Value }}",
  "{{ .ProxyConfig.HoldApplicationUntilProxyStarts.Value }}",
  "{{ .ProxyConfig.ClusterName.ServiceCluster }} {{ .ProxyConfig.GetServiceCluster }} {{ .ProxyConfig.GetTracingServiceName }}",
  "{{ range $k, $v := .ProxyConfig.ProxyMetadata }}{{ $k }}={{ $v }} {{ end }}{{ .ProxyConfig.ProxyMetadata.A }} {{ .ProxyConfig.ProxyMetadata.nope }}",
  "{{ range .MeshConfig.ExtensionProviders }}{{ .Name }} {{ if .GetPrometheus }}p{{ end }}{{ if .GetOpentelemetry }}o{{ end }};{{ end }}",
  "{{ .MeshConfig.RootNamespace }} {{ .MeshConfig.ProxyListenPort }} {{ .MeshConfig.DefaultServiceExportTo }} {{ len .MeshConfig.TrustDomainAliases }}",
  "{{ typeOf .ProxyConfig }} {{ typeOf .ProxyConfig.InterceptionMode }} {{ typeOf .MeshConfig.ExtensionProviders }} {{ typeOf .Spec.Containers }} {{ kindOf .ProxyConfig.ProxyMetadata }} {{ typeOf .ObjectMeta }}",
  "{{ .DeploymentMeta.Name }} {{ .DeploymentMeta.Namespace }} {{ .TypeMeta.Kind }} {{ .TypeMeta.APIVersion }} {{ .ProxyUID }} {{ .NativeSidecars }} {{ .InboundTrafficPolicyMode }}",
  "{{ .ObjectMeta.GetName }} {{ .ObjectMeta.Name }} {{ .ObjectMeta.GetNamespace }} {{ .ObjectMeta.GenerateName }}",
  "{{ with index .Spec.Containers 0 }}{{ .Name }} {{ .Image }} {{ (index .Ports 0).ContainerPort }} {{ (index .Ports 1).Protocol }} {{ .LivenessProbe.HTTPGet.Path }} {{ .LivenessProbe.HTTPGet.Port.StrVal }}{{ end }}",
  "{{ .Spec.SecurityContext.FSGroup }} {{ .Spec.HostNetwork }} {{ .Spec.DNSPolicy }} {{ if .Spec.InitContainers }}y{{ else }}n{{ end }} {{ len .Spec.InitContainers }}",
  "{{ .Values.global.network }} {{ .Values.global.n }} {{ .Values.nope }} {{ .Values.nope.deeper }} {{ .Values.global.constructor }}",
  "{{ .ProxyConfig.Image }} {{ .ProxyConfig.DrainDuration }} {{ .ProxyConfig.Tracing }} {{ .ObjectMeta.DeletionTimestamp }} {{ .ObjectMeta.CreationTimestamp }}",
  "{{ list .ProxyConfig.DrainDuration .MeshConfig.EnableAutoMtls | toYaml }}{{ toJson .ProxyConfig.DrainDuration }}",
  "{{ toPrettyJson .ProxyConfig.Tracing }}",
  "{{ structToJSON .MeshConfig.DefaultConfig.ConnectionSettings }} {{ toYaml .MeshConfig.DefaultConfig.ProxyHeaders }}",
  "{{ (index .Spec.Containers 0).Resources.Limits.cpu.String }} {{ .DeploymentMeta }}",
  "{{ .Nope }}",
  "{{ .ProxyConfig.Nope }}",
  "{{ .Spec.Containers.Name }}",
  '{{ isset .Values "x" }}',
  '{{ isset .Values.global "x" }}',
  "{{ protoToJSON .Spec }}",
  "{{ annotation .Spec 1 2 }}",
  "{{ formatDuration .ProxyConfig.StatusPort }}",
  "{{ (.MeshConfig.GetConnectTimeout).AsDuration }} {{ .MeshConfig.GetConnectTimeout.GetSeconds }}",
];

export const templateCases: Cases = Object.fromEntries(
  templates.map((text) => [text, { ...base, op: "template", text } as const]),
);

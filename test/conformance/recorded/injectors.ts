import type { Injector } from "../case.ts";

/** A sidecar small enough that its answers can be kept, that still leans on every part of the dialect. */
const SIDECAR = `{{- $native := ne (index .ObjectMeta.Annotations \`sidecar.istio.io/nativeSidecar\` | default (printf "%t" .NativeSidecars)) "false" }}
{{- $mode := annotation .ObjectMeta \`sidecar.istio.io/interceptionMode\` .ProxyConfig.InterceptionMode }}
metadata:
  labels:
    workload: {{ .DeploymentMeta.Name | default "none" | trunc 63 | trimSuffix "-" | quote }}
spec:
{{- if or $native (ne $mode "NONE") }}
  initContainers:
{{- end }}
{{- if ne $mode "NONE" }}
{{- if .Values.pilot.cni.enabled }}
  - name: istio-validation
{{- else }}
  - name: istio-init
{{- end }}
    image: {{ .ProxyInitImage }}
    args: ["-u", "{{ .ProxyUID }}", "-m", "{{ $mode }}", "-d", "{{ excludeInboundPort (annotation .ObjectMeta \`status.sidecar.istio.io/port\` 15020) (annotation .ObjectMeta \`traffic.sidecar.istio.io/excludeInboundPorts\` "") }}"]
{{- end }}
{{- if not $native }}
  containers:
{{- end }}
  - name: istio-proxy
    image: {{ annotation .ObjectMeta \`sidecar.istio.io/proxyImage\` .ProxyImage }}
{{- if $native }}
    restartPolicy: Always
{{- end }}
    ports: [{containerPort: 15090, name: http-envoy-prom, protocol: TCP}]
    env:
    - {name: PROXY_CONFIG, value: {{ protoToJSON .ProxyConfig | quote }}}
    - {name: ISTIO_META_CLUSTER_ID, value: "{{ valueOrDefault .Values.global.multiCluster.clusterName \`Kubernetes\` }}"}
    - {name: OWNER, value: "{{ .TypeMeta.APIVersion }} {{ toLower .TypeMeta.Kind }}/{{ .DeploymentMeta.Name }}"}
    - {name: APPS, value: {{ range .Spec.Containers }}{{ .Name }}+{{ end }}}
    - {name: PORTS, value: {{ applicationPorts .Spec.Containers | quote }}}
{{- range $key, $value := .ProxyConfig.ProxyMetadata }}
    - {name: {{ $key }}, value: {{ $value | quote }}}
{{- end }}
    resources:
      limits: {cpu: {{ annotation .ObjectMeta \`sidecar.istio.io/proxyCPULimit\` "2000m" }}, memory: 1.5Gi}
      requests: {cpu: {{ annotation .ObjectMeta \`sidecar.istio.io/proxyCPU\` 0.1 }}}
    securityContext: {runAsUser: {{ .ProxyUID }}, runAsGroup: {{ .ProxyGID }}, readOnlyRootFilesystem: true}
    volumeMounts: [{name: istio-data, mountPath: /var/lib/istio/data}]
  volumes:
  - name: istio-data
    emptyDir:
  - name: istio-podinfo
    downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
{{- with .Values.global.imagePullSecrets }}
  imagePullSecrets: [{{ range . }}{name: {{ . }}},{{ end }}]
{{- end }}
`;

/** More templates, by the name that a pod may ask for. */
const TEMPLATES: Readonly<Record<string, string>> = {
  sidecar: SIDECAR,
  labels: `metadata:
  labels: {from: "{{ .Revision | default "none" }}"}
`,
  gateway: `spec:
  containers:
  - name: istio-proxy
    image: {{ .ProxyImage }}
    args: [proxy, router, "--drain={{ formatDuration .ProxyConfig.DrainDuration }}"]
    env: [{name: ENVOY_SECURE_MERGED_METRICS_PORT, value: "15091"}]
  securityContext:
    sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]
`,
  delete: `spec:
  containers:
  - {name: app, $patch: delete}
  - {name: other, image: other}
`,
  replace: `metadata:
  labels: {$patch: replace, only: this}
spec:
  containers:
  - $patch: replace
  - {name: sole, image: sole}
`,
  retain: `spec:
  volumes:
  - {name: data, $retainKeys: [name, configMap], configMap: {name: cm}}
`,
  order: `spec:
  $setElementOrder/containers: [{name: app}, {name: first}]
  containers:
  - {name: first, image: first}
`,
  lists: `spec:
  tolerations: [{key: only, operator: Exists}]
  hostAliases: [{ip: 10.0.0.1, hostnames: [b.example.com]}]
  topologySpreadConstraints: [{topologyKey: zone, maxSkew: 2, whenUnsatisfiable: DoNotSchedule}]
  containers:
  - name: app
    command: [replaced]
    ports: [{containerPort: 80, name: renamed}, {containerPort: 81}]
    env: [{name: A, value: template}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
    volumeMounts: [{mountPath: /data, name: moved}]
metadata:
  finalizers: [example.com/template]
`,
  yaml: `metadata:
  annotations: {octal: "017", date: "2026-01-02", yes: "quoted", folded: "a  b"}
spec:
  terminationGracePeriodSeconds: 0x1F
  hostPID: off
  activeDeadlineSeconds: 1_000
`,
  functions: `metadata:
  annotations:
    json: {{ toJSON .ObjectMeta.Labels | quote }}
    merged: {{ mergeMaps (strdict "a" "1") (strdict "b" "<2>") | toJsonMap | quote }}
    env: {{ env "CASE" "unset" }}
    upper: {{ .ObjectMeta.Name | upper | trunc 3 | quote }}
    number: {{ 12345678 | quote }}
    value: {{ .Values.number | quote }}
    missing: {{ .Values.nope.x | quote }}
    otel: {{ otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels .DeploymentMeta.Namespace .Spec.Containers | quote }}
    networks: {{ appendMultusNetwork (index .ObjectMeta.Annotations "k8s.v1.cni.cncf.io/networks") "istio-cni" | quote }}
`,
  broken: "spec: {{ .Spec.NoSuchField }}\n",
  "no YAML": "spec: [\n",
  "wrong type": "spec: {containers: text}\n",
  nameless: "spec: {containers: [{image: nameless}]}\n",
  fails: '{{ fail "on purpose" }}\n',
};

interface Options {
  readonly policy?: string;
  readonly defaultTemplates?: readonly string[];
  readonly more?: string;
  readonly values?: object;
  readonly mesh?: object;
}

function injector({
  policy = "enabled",
  defaultTemplates = ["sidecar"],
  more = "",
  values,
  mesh,
}: Options): Injector {
  return {
    config: `policy: ${policy}\ndefaultTemplates: ${JSON.stringify(defaultTemplates)}\n${more}\ntemplates: ${JSON.stringify(TEMPLATES)}\n`,
    values: JSON.stringify({
      global: {
        hub: "registry.example.com",
        tag: "1.0",
        proxy: {},
        multiCluster: { clusterName: "" },
        ...(values ?? {}),
      },
      pilot: { cni: { enabled: false } },
      sidecarInjectorWebhook: { rewriteAppHTTPProbe: true },
      number: 12345678,
    }),
    mesh: JSON.stringify({ trustDomain: "cluster.local", ...mesh }),
  };
}

/** The configurations that the recorded cases run under. */
export const INJECTORS: Readonly<Record<string, Injector>> = {
  plain: injector({}),
  cni: { ...injector({}), values: injector({}).values.replace('"enabled":false', '"enabled":true') },
  "probes kept": {
    ...injector({}),
    values: injector({}).values.replace('"rewriteAppHTTPProbe":true', '"rewriteAppHTTPProbe":false'),
  },
  disabled: injector({
    policy: "disabled",
    more: `alwaysInjectSelector: [{matchLabels: {always: "yes"}}, {matchExpressions: [{key: tier, operator: In, values: [a, b]}]}]
neverInjectSelector: [{matchLabels: {never: "yes"}}, {}]`,
  }),
  "bad selectors": injector({
    more: `neverInjectSelector: [{matchExpressions: [{key: a, operator: Nonsense}]}, {matchExpressions: [{key: "no key", operator: Exists}]}, {matchExpressions: [{key: gone, operator: DoesNotExist}]}]`,
  }),
  "illegal policy": injector({ policy: "sometimes" }),
  "several templates": injector({
    defaultTemplates: ["sidecar", "labels"],
    more: "aliases: {both: [gateway, labels], sidecar: [labels]}",
  }),
  annotations: injector({
    more: 'injectedAnnotations: {injected.example.com/a: "1", sidecar.istio.io/status: overwritten}',
  }),
  network: injector({
    values: {
      network: "network-1",
      multiCluster: { clusterName: "cluster-1" },
      imagePullSecrets: ["pull-1"],
      variant: "distroless",
    },
  }),
  hold: injector({ values: { proxy: { holdApplicationUntilProxyStarts: true, image: "own" }, tag: 1.2 } }),
  mesh: injector({
    mesh: {
      enablePrometheusMerge: false,
      trustDomain: "example.org",
      inboundTrafficPolicy: { mode: "LOCALHOST" },
      defaultConfig: {
        concurrency: 0,
        drainDuration: "23.500s",
        statusPort: 15999,
        proxyMetadata: { A: "mesh", B: "mesh" },
        image: { image_type: "debug" },
      },
      extensionProviders: [
        {
          name: "otel",
          opentelemetry: {
            service: "c.example.com",
            port: 4317,
            serviceAttributeEnrichment: "OTEL_SEMANTIC_CONVENTIONS",
          },
        },
      ],
    },
  }),
  tproxy: injector({
    mesh: { defaultConfig: { interceptionMode: "TPROXY", holdApplicationUntilProxyStarts: true } },
  }),
  "broken mesh": injector({ mesh: { defaultConfig: { drainDuration: 10 } } }),
};

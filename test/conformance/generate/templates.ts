/** Templates of our own, in Istio's dialect: each leans on other parts of the engine, the merge or the function map. */
export const TEMPLATES: Readonly<Record<string, string>> = {
  "merge-directives": `metadata:
  labels:
    $patch: replace
    replaced: "yes"
spec:
  containers:
  - name: app
    $patch: delete
  - name: extra
    image: registry.example.com/extra:1
    ports:
    - containerPort: 8080
      name: extra
    resources: {limits: {cpu: 0.1, memory: 1.5Gi}, requests: {cpu: null}}
  tolerations:
  - key: a
    operator: Exists
`,
  "keep-and-retain": `metadata:
  finalizers: [example.com/a]
  annotations:
    kept: "{{ len .ObjectMeta.Annotations }}"
spec:
  volumes:
  - name: data
    $retainKeys: [name, configMap]
    configMap: {name: cm, items: [{key: a, path: b}]}
  hostAliases:
  - ip: 10.0.0.1
    hostnames: [a.example.com]
  topologySpreadConstraints:
  - topologyKey: zone
    maxSkew: 1
`,
  functions: `{{- define "labels" }}{{ range $k, $v := . }}
    copied.example.com/{{ $k | replace "/" "_" | trunc 40 | trimSuffix "-" }}: {{ $v | quote }}{{ end }}{{ end -}}
metadata:
  labels:{{ template "labels" (omit .ObjectMeta.Labels "pod-template-hash") }}
    fixed: {{ printf "%s-%d-%v" (.DeploymentMeta.Name | default "none" | lower) (len .Spec.Containers) .NativeSidecars | trunc 60 | quote }}
  annotations:
    sum: {{ sha256sum (toJSON .ObjectMeta.Labels) | quote }}
    list: {{ list 1 2.5 "three" | toJson | squote }}
    ports: {{ applicationPorts .Spec.Containers | quote }}
    include: {{ includeInboundPorts .Spec.Containers | quote }}
    config: {{ protoToJSON .ProxyConfig | quote }}
    mesh: {{ .MeshConfig.TrustDomain }}
    drain: {{ formatDuration .ProxyConfig.DrainDuration }}
    when: {{ .ProxyConfig.InterceptionMode.String }}
    tern: {{ ternary "yes" "no" (isset .ObjectMeta.Annotations "example.com/anything") | quote }}
    env: {{ env "REMORA_CASE" "unset" | quote }}
spec:
  containers:
  {{- range $i, $c := .Spec.Containers }}
  - name: {{ $c.Name }}
    env:
    - name: INDEX
      value: "{{ add $i 1 }}/{{ len $.Spec.Containers }}"
    - name: ARGS
      value: {{ $c.Args | toJson | quote }}
  {{- end }}
`,
  "probes-and-order": `spec:
  initContainers:
  - name: early
    image: registry.example.com/early:1
    restartPolicy: Always
    livenessProbe:
      tcpSocket: {port: 9000}
  containers:
  - name: late
    image: registry.example.com/late:1
    ports:
    - {name: http, containerPort: 7000}
    readinessProbe:
      httpGet: {path: "/a?b=<c>&d", port: http, scheme: HTTPS}
    lifecycle:
      preStop:
        httpGet: {port: 7000, path: /bye}
`,
  yaml: `metadata:
  annotations:
    y: "y"
    octal: "017"
    folded: >-
      two
      lines
    literal: |
      kept
       indented
    number: !!str 12
    date: "2026-01-02"
    anchor: &a "same"
    alias: *a
spec:
  terminationGracePeriodSeconds: 0x1F
  hostPID: off
  containers:
  - {name: flow, image: 'it''s', args: ["--a=b: c", '{"x": [1]}', "#no comment"], stdin: no}
`,
  nothing: "",
  "comment only": "# nothing\n",
};

/** Templates that no pod can be injected with, or only some. */
export const BAD_TEMPLATES: Readonly<Record<string, string>> = {
  "element order": `spec:
  containers:
  - name: extra
    image: registry.example.com/extra:1
  $setElementOrder/containers:
  - name: extra
  - name: app
`,
  broken: "spec:\n  containers: {{ .Spec.NoSuchField }}\n",
  "wrong type": 'spec:\n  containers:\n  - name: bad\n    ports: "none"\n',
  "no merge key": "spec:\n  containers:\n  - image: nameless\n",
};

import { BODY_NAMES, makeBody } from "../generate/bodies.ts";
import { annotated, pod, podCase, type RecordedCase } from "./pods.ts";

const TEMPLATES = "inject.istio.io/templates";
const NAMED = [{ containerPort: 8080, name: "http" }];

export const TEMPLATE_CASES: readonly RecordedCase[] = [
  ...[
    "gateway",
    "sidecar,gateway",
    " labels , sidecar",
    "labels",
    "functions",
    "yaml",
    "lists",
    "delete",
    "replace",
    "retain",
    "order",
    "sidecar,delete",
    "broken",
    "no YAML",
    "wrong type",
    "nameless",
    "fails",
    "missing",
    "",
    "sidecar,",
  ].map((names) =>
    podCase(
      `the templates ${JSON.stringify(names)}`,
      annotated(
        { [TEMPLATES]: names },
        {
          metadata: { name: "shop", labels: { app: "shop" }, finalizers: ["example.com/own"] },
          app: {
            command: ["own"],
            ports: [{ containerPort: 80, name: "http" }],
            env: [
              { name: "A", value: "own" },
              { name: "B", value: "own" },
            ],
            volumeMounts: [{ name: "data", mountPath: "/data" }],
          },
          spec: {
            volumes: [{ name: "data", emptyDir: {} }],
            tolerations: [{ key: "own" }],
            hostAliases: [{ ip: "10.0.0.1", hostnames: ["a.example.com"] }],
            topologySpreadConstraints: [
              { topologyKey: "zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" },
            ],
          },
        },
      ),
      { twice: !/broken|no YAML|wrong|nameless|fails|missing|^$|,$/.test(names) },
    ),
  ),
  podCase("several templates by default", pod(), { injector: "several templates" }),
  podCase("an alias", annotated({ [TEMPLATES]: "both" }), { injector: "several templates", twice: true }),
  podCase("an alias is resolved once", annotated({ [TEMPLATES]: "sidecar" }), {
    injector: "several templates",
  }),
  podCase("a template that reads the environment", annotated({ [TEMPLATES]: "functions" }), {
    settings: { env: { CASE: "set" } },
    injector: "mesh",
  }),
];

const probes = (handler: object) => ({ readinessProbe: { ...handler, timeoutSeconds: 3 }, ports: NAMED });

export const PROBE_CASES: readonly RecordedCase[] = [
  ...Object.entries({
    "an HTTP probe": {
      httpGet: { path: "/ready?a=<b>", port: 8080, httpHeaders: [{ name: "H", value: "v" }] },
    },
    "an HTTPS probe": { httpGet: { port: 8443, scheme: "HTTPS" } },
    "a named port": { httpGet: { path: "/", port: "http" } },
    "a port whose name is not known": { httpGet: { path: "/", port: "nope" } },
    "a port that is the status port": { httpGet: { path: "/", port: 15020 } },
    "a port in quotes": { httpGet: { path: "/", port: "8080" } },
    "a TCP probe": { tcpSocket: { port: "http", host: "localhost" } },
    "a gRPC probe": { grpc: { port: 9090, service: "s" } },
    "a gRPC probe without a service": { grpc: { port: 9090 } },
    "an exec probe": { exec: { command: ["true"] } },
    "two handlers at once": { httpGet: { port: 1 }, tcpSocket: { port: 2 } },
  }).map(([name, handler]) => podCase(name, pod({ app: probes(handler) }), { twice: true })),
  podCase(
    "every probe and hook of a container",
    pod({
      app: {
        ports: NAMED,
        livenessProbe: { httpGet: { port: "http" } },
        startupProbe: { tcpSocket: { port: 1 } },
        lifecycle: { preStop: { httpGet: { port: "http" } }, postStart: { tcpSocket: { port: 2 } } },
      },
    }),
  ),
  podCase(
    "probes of init containers",
    pod({
      spec: {
        initContainers: [
          { name: "side", image: "s", restartPolicy: "Always", readinessProbe: { httpGet: { port: 7 } } },
        ],
      },
    }),
  ),
  podCase(
    "probes kept by the annotation",
    annotated(
      { "sidecar.istio.io/rewriteAppHTTPProbers": "false" },
      { app: probes({ httpGet: { port: 1 } }) },
    ),
  ),
  podCase("probes kept by the values", pod({ app: probes({ httpGet: { port: 1 } }) }), {
    injector: "probes kept",
  }),
  podCase(
    "probes rewritten by the annotation",
    annotated({ "sidecar.istio.io/rewriteAppHTTPProbers": "T" }, { app: probes({ httpGet: { port: 1 } }) }),
    { injector: "probes kept" },
  ),
  podCase(
    "an annotation that is no boolean",
    annotated({ "sidecar.istio.io/rewriteAppHTTPProbers": "no" }, { app: probes({ httpGet: { port: 1 } }) }),
  ),
  podCase(
    "probes at the pod's own status port",
    annotated({ "status.sidecar.istio.io/port": "8099" }, { app: probes({ httpGet: { port: 1 } }) }),
  ),
  podCase("probes at the mesh's status port", pod({ app: probes({ httpGet: { port: 1 } }) }), {
    injector: "mesh",
  }),
];

export const PROMETHEUS_CASES: readonly RecordedCase[] = [
  ...Object.entries({
    "scrape false": { "prometheus.io/scrape": "false", "prometheus.io/port": "9090" },
    "scrape that is no boolean": { "prometheus.io/scrape": "maybe" },
    "port and path": { "prometheus.io/port": "9090", "prometheus.io/path": "/m?a=<b>&c" },
    "a port with a zero before it": { "prometheus.io/port": "09090" },
    "the agent's own port": { "prometheus.io/port": "15020", "prometheus.io/path": "/own" },
    "a port of Istio's": { "prometheus.io/port": "15090" },
    "a port that is none": { "prometheus.io/port": "metrics" },
    "another spelling": { "prometheus-io.scrape": "true", "prometheus.io.port": "9090" },
    "merging off": { "prometheus.istio.io/merge-metrics": "false", "prometheus.io/port": "9090" },
    "several targets": { "prometheus.istio.io/scrape-targets": "9090:/a,9091:/b" },
    "targets in JSON": {
      "prometheus.istio.io/scrape-targets": '[{"port":"9090","path":"/a"},{"port":"9091"}]',
    },
    "a target of Istio's": { "prometheus.istio.io/scrape-targets": "15090" },
    "a secure port": { "prometheus.istio.io/secure-port": "1", [TEMPLATES]: "gateway" },
  }).map(([name, annotations]) => podCase(`metrics: ${name}`, annotated(annotations), { twice: true })),
  podCase("metrics: a secure port of the template's", annotated({ [TEMPLATES]: "gateway" })),
  podCase("metrics: merging off in the mesh", annotated({ "prometheus.io/port": "9090" }), {
    injector: "mesh",
  }),
];

const own = (more: object, others: object = {}) =>
  pod({
    spec: {
      containers: [
        { name: "istio-proxy", image: "auto", resources: {}, ...more },
        { name: "app", image: "a", resources: {} },
      ],
      ...others,
    },
  });

export const OWN_PROXY_CASES: readonly RecordedCase[] = [
  podCase(
    "an istio-proxy with image auto",
    own({ env: [{ name: "MINE", value: "1" }], resources: { limits: { cpu: "3" } } }),
    { twice: true },
  ),
  podCase("an istio-proxy with an image, not native", own({ image: "own:1" }), {
    settings: { nativeSidecars: false },
    twice: true,
  }),
  podCase(
    "an istio-proxy alone",
    pod({ spec: { containers: [{ name: "istio-proxy", image: "auto", resources: {} }] } }),
  ),
  podCase("a user for the proxy", own({ securityContext: { runAsUser: 1500, runAsGroup: 1600 } }), {
    settings: { nativeSidecars: true },
  }),
  podCase("a user for the proxy, with CNI", own({ securityContext: { runAsUser: 1500 } }), {
    injector: "cni",
  }),
  podCase("a user for the proxy, with TPROXY", own({ securityContext: { runAsUser: 1500 } }), {
    injector: "tproxy",
  }),
  podCase("root for the proxy", own({ securityContext: { runAsUser: 0 } })),
  podCase(
    "an istio-init of one's own",
    own({}, { initContainers: [{ name: "istio-init", image: "mine", resources: {} }] }),
    { twice: true },
  ),
  podCase(
    "a native istio-proxy of one's own",
    pod({
      spec: {
        initContainers: [{ name: "istio-proxy", image: "auto", restartPolicy: "Always", resources: {} }],
      },
    }),
    { settings: { nativeSidecars: true }, twice: true },
  ),
  podCase(
    "overrides from an earlier injection",
    annotated({
      "proxy.istio.io/overrides": '{"containers":[{"name":"istio-proxy","image":"kept","resources":{}}]}',
    }),
    { settings: { nativeSidecars: false } },
  ),
  podCase(
    "overrides with two containers of one name",
    annotated({
      "proxy.istio.io/overrides":
        '{"containers":[{"name":"twin","image":"first","resources":{}},{"name":"twin","image":"second","resources":{}}]}',
      "sidecar.istio.io/status": '{"containers":["istio-proxy","twin"],"initContainers":null}',
    }),
    { settings: { nativeSidecars: false } },
  ),
  podCase("overrides that are no JSON", annotated({ "proxy.istio.io/overrides": "{" })),
  podCase("a status that is no JSON", annotated({ "sidecar.istio.io/status": "injected" })),
  podCase(
    "a status that names the application",
    annotated({ "sidecar.istio.io/status": '{"containers":["app"],"initContainers":null}' }),
  ),
  podCase("a status without anything", annotated({ "sidecar.istio.io/status": "{}" })),
];

const raw = (text: string) => pod().replace('"status":{}', `"status":{},${text}`);
const container = (text: string) => pod().replace('"name":"app"', `"name":"app",${text}`);

export const JSON_CASES: readonly RecordedCase[] = [
  podCase("unknown fields survive", container('"unknown":{"a":[1,null]},"big":9007199254740993')),
  podCase(
    "a big integer in a known field survives",
    pod().replace('"spec":{', '"spec":{"activeDeadlineSeconds":9007199254740991,'),
  ),
  podCase(
    "managed fields are left alone",
    pod({
      metadata: { managedFields: [{ manager: "kubectl", operation: "Apply", fieldsV1: { "f:a": {} } }] },
    }),
  ),
  podCase("field names in another case", pod().replace('"image"', '"Image"')),
  podCase("a repeated key", raw('"metadata":{"labels":{"second":"1"}}')),
  podCase(
    "nulls",
    pod({ metadata: { labels: null, annotations: null }, spec: { volumes: null, nodeName: null } }),
  ),
  podCase("a text for a number", container('"ports":[{"containerPort":"80"}]')),
  podCase("a number for a text", container('"workingDir":5')),
  podCase("a number that is too large", container('"ports":[{"containerPort":2147483648}]')),
  podCase("a fraction for an integer", container('"ports":[{"containerPort":80.5}]')),
  podCase("a list for an object", raw('"spec":[]')),
  podCase(
    "quantities in odd spellings",
    pod({
      app: {
        resources: {
          limits: { cpu: "0.10", memory: "1024Ki", "example.com/gpu": 1 },
          requests: { cpu: 0.5 },
        },
      },
    }),
  ),
  podCase("a quantity that is none", pod({ app: { resources: { limits: { cpu: "much" } } } })),
  podCase("a time with a zone", pod({ metadata: { creationTimestamp: "2026-01-02T03:04:05+02:00" } })),
  podCase(
    "keys of JavaScript's own",
    pod({ metadata: { labels: { constructor: "c", toString: "t" } } }).replace(
      '"toString"',
      '"__proto__":"p","toString"',
    ),
  ),
  podCase("no metadata at all", '{"spec":{"containers":[{"name":"a","image":"i"}]}}'),
  podCase("no containers", '{"metadata":{"name":"x"}}'),
  podCase("a container without a name", '{"metadata":{"name":"x"},"spec":{"containers":[{"image":"i"}]}}'),
];

export const BODY_CASES: readonly RecordedCase[] = BODY_NAMES.map((name) => ({
  name: `the body: ${name}`,
  ask: makeBody(name, pod(), "default"),
}));

const file = (name: string, input: string, options: Partial<RecordedCase> = {}): RecordedCase => ({
  name: `kube-inject: ${name}`,
  ask: { kind: "kube-inject", input },
  ...options,
});
const workload = (apiVersion: string, kind: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: shop, namespace: prod}\nspec:\n${spec}`;
const TEMPLATE =
  "  template:\n    metadata:\n      labels: {app: shop, version: 1.10}\n    spec:\n      containers:\n      - {name: app, image: a, ports: [{containerPort: 80}]}\n";

export const FILE_CASES: readonly RecordedCase[] = [
  ...[
    ["apps/v1", "Deployment"],
    ["apps/v1", "StatefulSet"],
    ["apps/v1", "DaemonSet"],
    ["apps/v1", "ReplicaSet"],
    ["batch/v1", "Job"],
    ["v1", "ReplicationController"],
  ].map(([apiVersion = "", kind = ""]) => file(kind, workload(apiVersion, kind, TEMPLATE))),
  file(
    "CronJob",
    workload(
      "batch/v1",
      "CronJob",
      `  schedule: "@daily"\n  jobTemplate:\n    metadata: {labels: {a: b}}\n    spec:\n${TEMPLATE.replace(/^/gm, "    ").trimEnd()}\n`,
    ),
  ),
  file(
    "Pod",
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: app, image: a}]}\n",
  ),
  file(
    "List",
    `apiVersion: v1\nkind: List\nitems:\n- ${workload("apps/v1", "Deployment", TEMPLATE).replace(/\n(?!$)/g, "\n  ")}- {apiVersion: v1, kind: Service, metadata: {name: s}}\n`,
  ),
  file(
    "several documents",
    `# first\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\n${workload("apps/v1", "Deployment", TEMPLATE)}---\n`,
  ),
  file(
    "host network",
    workload(
      "apps/v1",
      "Deployment",
      TEMPLATE.replace("    spec:\n", "    spec:\n      hostNetwork: true\n"),
    ),
  ),
  file(
    "the label false",
    workload(
      "apps/v1",
      "Deployment",
      TEMPLATE.replace("app: shop", 'app: shop, sidecar.istio.io/inject: "false"'),
    ),
  ),
  file(
    "a bad annotation",
    workload(
      "apps/v1",
      "Deployment",
      TEMPLATE.replace("labels:", 'annotations: {sidecar.istio.io/proxyCPU: "x"}\n      labels:'),
    ),
  ),
  file(
    "proxy configuration in the annotation",
    workload(
      "apps/v1",
      "Deployment",
      TEMPLATE.replace("labels:", 'annotations: {proxy.istio.io/config: "statusPort: 15999"}\n      labels:'),
    ),
  ),
  file("no YAML", "a: b: c\n"),
  file("aliases and injected annotations do not count", workload("apps/v1", "Deployment", TEMPLATE), {
    injector: "several templates",
  }),
];

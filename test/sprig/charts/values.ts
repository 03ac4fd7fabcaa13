/** What the charts are rendered with: each set of values with each chart that takes it. */
export interface Rendering {
  readonly name: string;
  readonly chart: string;
  readonly values: unknown;
  readonly upgrade?: boolean;
}

const CHARTS = [
  "base",
  "default",
  "gateway",
  "gateways/istio-egress",
  "gateways/istio-ingress",
  "istio-cni",
  "istio-control/istio-discovery",
  "ztunnel",
];

const EVERYWHERE: Readonly<Record<string, unknown>> = {
  "the defaults": {},
  "the profile demo": { profile: "demo" },
  "the profile ambient": { profile: "ambient" },
  "the profile preview on OpenShift": { profile: "preview", global: { platform: "openshift" } },
  "the profile remote": { profile: "remote" },
  "the behaviour of an older version": { compatibilityVersion: "1.28" },
  "a revision of its own": {
    revision: "canary",
    global: {
      hub: "registry.example.com/mesh",
      tag: "1.2.3",
      imagePullPolicy: "Always",
      imagePullSecrets: ["pull"],
    },
  },
  "a profile that is none": { profile: "nope" },
};

const DISCOVERY: Readonly<Record<string, unknown>> = {
  "several clusters and everything switched on": {
    revision: "stable-1",
    revisionTags: ["prod", "canary"],
    autoscaleMin: 2,
    autoscaleMax: 7,
    traceSampling: 12.5,
    env: { PILOT_A: "yes", PILOT_B: "1" },
    podAnnotations: { "example.com/a": "b" },
    nodeSelector: { "kubernetes.io/os": "linux" },
    tolerations: [{ key: "only", operator: "Exists" }],
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule" }],
    cni: { enabled: true, provider: "multus" },
    istiodRemote: { enabled: false },
    meshConfig: { accessLogFile: "/dev/stdout", defaultConfig: { holdApplicationUntilProxyStarts: true } },
    sidecarInjectorWebhook: { enableNamespacesByDefault: true, rewriteAppHTTPProbe: false },
    global: {
      multiCluster: { clusterName: "east" },
      network: "net-1",
      meshID: "mesh",
      proxy: { logLevel: "debug", resources: { limits: { cpu: "1", memory: "512Mi" } } },
      logAsJson: true,
      priorityClassName: "system-cluster-critical",
      networkPolicy: { enabled: true },
      sts: { servicePort: 15463 },
    },
  },
  "a remote control plane": {
    profile: "remote",
    global: { remotePilotAddress: "10.0.0.7", configCluster: true, istiodRemote: { enabled: true } },
    istiodRemote: { enabled: true, injectionURL: "https://injector.example.com/inject" },
  },
};

const GATEWAY: Readonly<Record<string, unknown>> = {
  "a gateway with all that it can have": {
    name: "edge",
    labels: { istio: "edge", app: "edge" },
    annotations: { note: "x: y" },
    kind: "DaemonSet",
    replicaCount: 3,
    rbac: { enabled: true },
    serviceAccount: { create: true, annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/x" } },
    podDisruptionBudget: { minAvailable: 1 },
    service: {
      type: "LoadBalancer",
      ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }],
      externalTrafficPolicy: "Local",
      loadBalancerSourceRanges: ["10.0.0.0/8"],
    },
    autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 9, targetMemoryUtilizationPercentage: 70 },
    env: { A: "1" },
    volumes: [{ name: "v", emptyDir: {} }],
    volumeMounts: [{ name: "v", mountPath: "/v" }],
    affinity: { nodeAffinity: {} },
    networkGateway: "net-2",
    global: { networkPolicy: { enabled: true } },
  },
};

export const RENDERINGS: readonly Rendering[] = [
  ...CHARTS.flatMap((chart) => of(chart, EVERYWHERE)),
  ...CHARTS.map((chart) => ({ name: "an upgrade", chart, values: {}, upgrade: true })),
  ...of("istio-control/istio-discovery", DISCOVERY),
  ...of("gateway", GATEWAY),
];

function of(chart: string, sets: Readonly<Record<string, unknown>>): Rendering[] {
  return Object.entries(sets).map(([name, values]) => ({ name, chart, values }));
}

import { annotated, labelled, pod, podCase, type RecordedCase } from "./pods.ts";

const INJECT = "sidecar.istio.io/inject";
const owned = (generateName: string, kind: string, name: string, more: object = {}) =>
  pod({
    metadata: {
      name: undefined,
      generateName,
      ownerReferences: [
        {
          apiVersion: kind === "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1",
          kind,
          name,
          uid: "1",
          controller: true,
        },
      ],
      ...more,
    },
  });

export const POLICY_CASES: readonly RecordedCase[] = [
  podCase("an ordinary pod is injected", pod(), { twice: true }),
  podCase("the label false keeps a pod out", labelled({ [INJECT]: "false" })),
  podCase("the annotation false keeps a pod out", annotated({ [INJECT]: "false" })),
  podCase(
    "the label beats the annotation",
    annotated({ [INJECT]: "false" }, { metadata: { name: "x", labels: { [INJECT]: "true" } } }),
  ),
  podCase("only true and false count", labelled({ [INJECT]: "False" })),
  podCase("host network keeps a pod out", pod({ spec: { hostNetwork: true } })),
  ...["kube-system", "kube-public", "kube-node-lease", "local-path-storage", "istio-system"].map(
    (namespace) => podCase(`in the namespace ${namespace}`, pod(), { namespace }),
  ),
  podCase("the pod's own namespace beats the request's", pod({ metadata: { namespace: "kube-system" } })),
  podCase("off by default", pod(), { injector: "disabled" }),
  podCase("off by default, asked for", labelled({ [INJECT]: "true" }), { injector: "disabled" }),
  podCase("off by default, always selected", labelled({ always: "yes" }), { injector: "disabled" }),
  podCase("off by default, always selected by an expression", labelled({ tier: "b" }), {
    injector: "disabled",
  }),
  podCase("never beats always", labelled({ always: "yes", never: "yes" }), { injector: "disabled" }),
  podCase("selectors that are wrong are passed over", labelled({ gone: "no" }), {
    injector: "bad selectors",
  }),
  podCase("a selector for an absent label", pod(), { injector: "bad selectors" }),
  podCase("a policy that does not exist", labelled({ [INJECT]: "true" }), { injector: "illegal policy" }),
];

export const OWNER_CASES: readonly RecordedCase[] = [
  podCase(
    "of a ReplicaSet of a Deployment",
    owned("shop-5b7c9d4f6d-", "ReplicaSet", "shop-5b7c9d4f6d", {
      labels: { "pod-template-hash": "5b7c9d4f6d" },
    }),
  ),
  podCase("of a ReplicaSet alone", owned("shop-", "ReplicaSet", "shop")),
  podCase("of a Job of a CronJob", owned("report-27891234-", "Job", "report-27891234")),
  podCase("of a Job whose number is too short", owned("report-2789123-", "Job", "report-2789123")),
  podCase(
    "of a Rollout",
    owned("shop-5b7c9d4f6d-", "ReplicaSet", "shop-5b7c9d4f6d", {
      labels: { "rollouts-pod-template-hash": "5b7c9d4f6d" },
    }),
  ),
  podCase(
    "of a ReplicationController of a DeploymentConfig",
    owned("shop-3-", "ReplicationController", "shop-3", { labels: { deploymentconfig: "shop" } }),
  ),
  podCase("of a StatefulSet", owned("db-", "StatefulSet", "db"), { twice: true }),
  podCase(
    "of an owner that does not control it",
    pod({
      metadata: {
        name: "x",
        ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "rs", uid: "1" }],
      },
    }),
  ),
  podCase(
    "of a very long name",
    owned(`${"long-".repeat(20)}`, "ReplicaSet", "long-".repeat(20).slice(0, -1)),
  ),
];

export const SETTING_CASES: readonly RecordedCase[] = [
  podCase("native by the nodes' version", pod(), { settings: { kubernetesVersion: "v1.33.0" }, twice: true }),
  podCase("not native on older nodes", pod(), {
    settings: { kubernetesVersion: "v1.32.9-gke.1" },
    twice: true,
  }),
  podCase("native where no node is older", pod(), {
    settings: {
      nodes: [
        { name: "a", kubeletVersion: "v1.33.1" },
        { name: "b", kubeletVersion: "v1.34.0+k3s1" },
      ],
    },
  }),
  podCase("not native where one node is older", pod(), {
    settings: {
      nodes: [
        { name: "a", kubeletVersion: "v1.33.1" },
        { name: "b", kubeletVersion: "v1.29.0" },
      ],
    },
  }),
  podCase("native by the pod's own node", pod({ spec: { nodeName: "a" } }), {
    settings: {
      nodes: [
        { name: "a", kubeletVersion: "v1.33.1" },
        { name: "b", kubeletVersion: "v1.29.0" },
      ],
    },
  }),
  podCase("a version that is none", pod(), { settings: { kubernetesVersion: "latest" } }),
  podCase("native switched on", pod(), { settings: { nativeSidecars: true, kubernetesVersion: "v1.20.0" } }),
  podCase("native switched off", pod(), { settings: { nativeSidecars: false } }),
  podCase("native by annotation", annotated({ "sidecar.istio.io/nativeSidecar": "true" }), {
    settings: { nativeSidecars: false },
    twice: true,
  }),
  podCase("not native by annotation", annotated({ "sidecar.istio.io/nativeSidecar": "false" }), {
    settings: { nativeSidecars: true },
  }),
  podCase("an annotation that is neither", annotated({ "sidecar.istio.io/nativeSidecar": "yes" }), {
    settings: { nativeSidecars: false },
  }),
  podCase("a revision", pod(), { settings: { revision: "canary" } }),
  podCase("cluster and network in the path", pod(), {
    settings: { path: "/inject/cluster/a--slash--b/net/n2/" },
    twice: true,
  }),
  podCase("other variables in the path", pod(), { settings: { path: "/inject/foo/bar/odd" } }),
  podCase("variables in the old form", pod(), {
    settings: { path: "/inject/:ENV:cluster=c:ENV:net=n:ENV:a=b=c:ENV:=x" },
  }),
  podCase("cluster and network of the values", pod(), { injector: "network", twice: true }),
  podCase("the pod's network beats the values'", labelled({ "topology.istio.io/network": "mine" }), {
    injector: "network",
  }),
  podCase("a pull secret of the pod's own", pod({ spec: { imagePullSecrets: [{ name: "mine" }] } }), {
    injector: "network",
  }),
  podCase("application held by the values", pod(), { injector: "hold", settings: { nativeSidecars: false } }),
  podCase(
    "application held by the mesh",
    pod({ spec: { initContainers: [{ name: "setup", image: "i" }] } }),
    { injector: "tproxy", settings: { nativeSidecars: false } },
  ),
  podCase(
    "application held by the annotation",
    annotated({ "proxy.istio.io/config": "holdApplicationUntilProxyStarts: true" }),
    { settings: { nativeSidecars: false } },
  ),
  podCase(
    "init containers around the proxy, native",
    pod({
      spec: {
        initContainers: [
          { name: "setup", image: "i" },
          { name: "enable-core-dump", image: "c" },
        ],
      },
    }),
    { settings: { nativeSidecars: true } },
  ),
  podCase(
    "init containers around the proxy, not native",
    pod({
      spec: {
        initContainers: [
          { name: "enable-core-dump", image: "c" },
          { name: "setup", image: "i" },
        ],
      },
    }),
    { settings: { nativeSidecars: false } },
  ),
  podCase("with CNI", pod(), { injector: "cni" }),
  podCase("without traffic interception", annotated({ "sidecar.istio.io/interceptionMode": "NONE" })),
  podCase("the mesh's proxy configuration", pod(), { injector: "mesh", twice: true }),
  podCase("annotations injected", pod(), { injector: "annotations" }),
  podCase("a compliance policy", pod(), { settings: { compliancePolicy: "fips-140-3" } }),
  podCase("a mesh configuration that is wrong", pod(), { injector: "broken mesh" }),
];

const UID_RANGE = "openshift.io/sa.scc.uid-range";
const GROUPS = "openshift.io/sa.scc.supplemental-groups";
const openshift = (annotations: object) => ({
  platform: "openshift",
  namespaces: [{ metadata: { name: "default", annotations } }],
});

export const OPENSHIFT_CASES: readonly RecordedCase[] = [
  podCase("ids from the namespace's ranges", pod(), {
    settings: openshift({ [UID_RANGE]: "1000620000/10000", [GROUPS]: "1000630000/10000,5/5" }),
    twice: true,
  }),
  podCase("a range from first to last", pod(), { settings: openshift({ [UID_RANGE]: "1000-2000" }) }),
  podCase("a range that cannot be read", pod(), {
    settings: openshift({ [UID_RANGE]: "many", [GROUPS]: "7-9" }),
  }),
  podCase("a namespace without ranges", pod(), { settings: openshift({}) }),
  podCase("a namespace that is not known", pod(), { settings: openshift({}), namespace: "other" }),
  podCase(
    "the proxy's user is the application's",
    pod({
      app: { securityContext: { runAsUser: 5 } },
      spec: {
        initContainers: [
          { name: "istio-proxy", image: "auto", securityContext: { runAsUser: 5, runAsGroup: 6 } },
        ],
      },
    }),
    {
      settings: openshift({ [UID_RANGE]: "1000620000/10000" }),
    },
  ),
];

const resource = (name: string, namespace: string, spec: object, creationTimestamp?: string) => ({
  name,
  namespace,
  spec,
  ...(creationTimestamp && { creationTimestamp }),
});

export const PROXY_CONFIG_CASES: readonly RecordedCase[] = [
  ...(
    [
      [
        "of the root namespace",
        [resource("root", "istio-system", { concurrency: 3, environmentVariables: { A: "root", R: "1" } })],
      ],
      [
        "of the namespace over the root's",
        [
          resource("root", "istio-system", { environmentVariables: { A: "root", R: "1" } }),
          resource("ns", "default", { environmentVariables: { A: "ns" } }),
        ],
      ],
      ["of another namespace", [resource("ns", "other", { environmentVariables: { A: "other" } })]],
      [
        "the oldest of two",
        [
          resource("b", "default", { concurrency: 1 }, "2026-02-01T00:00:00Z"),
          resource("a", "default", { concurrency: 2 }, "2026-01-01T00:00:00Z"),
        ],
      ],
      [
        "that selects the pod",
        [
          resource("sel", "default", {
            selector: { matchLabels: { app: "shop" } },
            concurrency: 0,
            image: { imageType: "distroless" },
          }),
          resource("ns", "default", { concurrency: 5 }),
        ],
      ],
      [
        "that selects another pod",
        [resource("sel", "default", { selector: { matchLabels: { app: "other" } }, concurrency: 9 })],
      ],
    ] as const
  ).flatMap(([name, proxyConfigs]) => [
    podCase(`a ProxyConfig ${name}`, labelled({ app: "shop" }), {
      injector: "mesh",
      settings: { proxyConfigs },
    }),
    podCase(
      `a ProxyConfig ${name}, and the annotation`,
      annotated(
        { "proxy.istio.io/config": "concurrency: 7\nproxyMetadata: {A: annotation}" },
        { metadata: { name: "x", labels: { app: "shop" } } },
      ),
      { injector: "mesh", settings: { proxyConfigs } },
    ),
  ]),
];

/** Pods that between them reach most branches of an injector's templates; each name says what is particular. */
export const SAMPLE_PODS: readonly Pod[] = [
  pod("plain", {}),
  pod("several-ports", {
    containers: [
      {
        ...APP(),
        ports: [
          { containerPort: 8080 },
          { containerPort: 9090, name: "metrics" },
          { containerPort: 53, protocol: "UDP" },
        ],
      },
    ],
  }),
  pod("probes", {
    containers: [
      {
        ...APP(),
        ports: [{ name: "http", containerPort: 8080 }],
        readinessProbe: { httpGet: { path: "/ready", port: "http" } },
        livenessProbe: { tcpSocket: { port: 8080 } },
        startupProbe: { grpc: { port: 8080 } },
      },
    ],
  }),
  pod(
    "metrics",
    {},
    {
      annotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9090",
        "prometheus.io/path": "/stats",
      },
    },
  ),
  pod(
    "of-a-deployment",
    {},
    {
      generateName: "web-6d4cf56db6-",
      labels: { app: "web", version: "v1", "pod-template-hash": "6d4cf56db6" },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-6d4cf56db6", uid: "1", controller: true },
      ],
    },
  ),
  pod(
    "of-a-job",
    {},
    {
      ownerReferences: [
        { apiVersion: "batch/v1", kind: "Job", name: "report-28391040", uid: "2", controller: true },
      ],
    },
  ),
  pod("own-proxy-container", {
    containers: [APP(), { name: "istio-proxy", image: "auto", resources: { limits: { cpu: "3" } } }],
  }),
  pod(
    "held-until-the-proxy-starts",
    {},
    { annotations: { "proxy.istio.io/config": "holdApplicationUntilProxyStarts: true" } },
  ),
  pod(
    "tuned-by-annotations",
    {},
    {
      annotations: {
        "sidecar.istio.io/proxyCPU": "250m",
        "sidecar.istio.io/logLevel": "debug",
        "traffic.sidecar.istio.io/excludeOutboundPorts": "5432,6379",
        "sidecar.istio.io/interceptionMode": "TPROXY",
      },
    },
  ),
  pod("init-containers-and-volumes", {
    initContainers: [{ name: "migrate", image: "example.com/migrate:1" }],
    volumes: [{ name: "data", emptyDir: {} }],
    securityContext: { fsGroup: 2000 },
  }),
  pod("on-the-host-network", { hostNetwork: true }),
  pod("switched-off", {}, { labels: { "sidecar.istio.io/inject": "false" } }),
];

/** A pod that gets one template, and no other, by its annotation. */
export function askingFor(template: string): Pod {
  return pod(`template-${template}`, {}, { annotations: { "inject.istio.io/templates": template } });
}

export interface Pod {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function APP() {
  return { name: "app", image: "example.com/app:1" };
}

function pod(name: string, spec: object, metadata: object = {}): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "sample", labels: { app: name }, ...metadata } as Pod["metadata"],
    spec: { containers: [APP()], ...spec },
  } as Pod;
}

import { randomUUID } from "node:crypto";

/** A pod's environment holds it; it must never show up in a log. */
export const CANARY = "canary-4f9c2b7e";

/** Pods that take different ways through Istio's templates. */
export const PODS: Readonly<Record<string, object>> = {
  "a plain pod": pod({}),
  "a pod of a Deployment with a probe": pod(
    {
      name: undefined,
      generateName: "foo-6d4b75cb6d-",
      labels: { app: "foo", "pod-template-hash": "6d4b75cb6d" },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: "foo-6d4b75cb6d",
          uid: randomUUID(),
          controller: true,
        },
      ],
    },
    { readinessProbe: { httpGet: { path: "/ready", port: 80 } } },
  ),
  "a pod with a proxy configuration of its own": pod({
    annotations: {
      "proxy.istio.io/config":
        '{"concurrency":3,"holdApplicationUntilProxyStarts":true,"proxyMetadata":{"A":"b"}}',
      "sidecar.istio.io/proxyCPU": "250m",
      "traffic.sidecar.istio.io/excludeOutboundPorts": "5432,6379",
    },
  }),
  "a native sidecar": pod({ annotations: { "sidecar.istio.io/nativeSidecar": "true" } }),
  "a gateway": pod({
    labels: { app: "edge", "sidecar.istio.io/inject": "true" },
    annotations: { "inject.istio.io/templates": "gateway" },
  }),
  "a pod that wants none": pod({ labels: { app: "foo", "sidecar.istio.io/inject": "false" } }),
  "a pod with a bad annotation": pod({ annotations: { "status.sidecar.istio.io/port": "many" } }),
};

function pod(metadata: object, container: object = {}): object {
  return JSON.parse(
    JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "foo", labels: { app: "foo" }, ...metadata },
      spec: {
        containers: [
          {
            name: "app",
            image: "foo:1.0.0",
            env: [{ name: "PASSWORD", value: CANARY }],
            ports: [{ containerPort: 80 }],
            ...container,
          },
        ],
      },
    }),
  );
}

/** The review that an API server sends of a pod's creation. */
export function review(pod: object): object {
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: randomUUID(),
      kind: { group: "", version: "v1", kind: "Pod" },
      resource: { group: "", version: "v1", resource: "pods" },
      namespace: "shop",
      operation: "CREATE",
      object: pod,
    },
  };
}

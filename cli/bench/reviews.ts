import { randomUUID } from "node:crypto";

/** An AdmissionReview as an API server sends it for a pod of a Deployment; names, labels, variables and image differ by `serial`. */
export function reviewOf(serial: number): { readonly uid: string; readonly body: string } {
  const uid = randomUUID();
  const app = `bench-${serial % 50}`;
  const hash = (serial + 0x1000).toString(36);
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${app}-${hash}-`,
      labels: {
        app,
        version: `v${serial % 7}`,
        "pod-template-hash": hash,
        "sidecar.istio.io/inject": "true",
      },
      annotations: { "example.com/serial": String(serial) },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: `${app}-${hash}`,
          uid: randomUUID(),
          controller: true,
        },
      ],
    },
    spec: {
      containers: Array.from({ length: 1 + (serial % 3) }, (_, i) => ({
        name: `part-${i}`,
        image: `example.com/${app}:${serial}`,
        env: Array.from({ length: 4 }, (_, n) => ({ name: `SETTING_${n}`, value: `${serial}-${n}` })),
        ports: [{ containerPort: 8080 + i, protocol: "TCP" }],
        readinessProbe: { httpGet: { path: "/ready", port: 8080 + i } },
        resources: { requests: { cpu: "100m", memory: "128Mi" } },
      })),
      serviceAccountName: app,
      restartPolicy: "Always",
    },
  };
  const pods = { group: "", version: "v1", resource: "pods" };
  const request = {
    uid,
    kind: { group: "", version: "v1", kind: "Pod" },
    resource: pods,
    requestKind: { group: "", version: "v1", kind: "Pod" },
    requestResource: pods,
    namespace: `team-${serial % 10}`,
    operation: "CREATE",
    userInfo: { username: "system:serviceaccount:kube-system:replicaset-controller" },
    object: pod,
    oldObject: null,
    dryRun: true,
    options: { kind: "CreateOptions", apiVersion: "meta.k8s.io/v1" },
  };
  return {
    uid,
    body: JSON.stringify({ kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1", request }),
  };
}

import type { Example } from "../api.ts";

/** What the page offers to begin with: each shows one thing that the injector does. */
export const EXAMPLES: readonly Example[] = [
  {
    id: "deployment",
    title: "A Deployment",
    workload: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels:
        app: web
        version: v1
    spec:
      containers:
        - name: web
          image: example.com/web:1.4.2
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
`,
  },
  {
    id: "annotations",
    title: "A Pod that tunes its proxy",
    workload: `apiVersion: v1
kind: Pod
metadata:
  name: report
  annotations:
    sidecar.istio.io/proxyCPU: 250m
    sidecar.istio.io/logLevel: debug
    traffic.sidecar.istio.io/excludeOutboundPorts: "5432,6379"
    proxy.istio.io/config: |
      concurrency: 1
spec:
  containers:
    - name: report
      image: example.com/report:7 # talks to its database directly
`,
  },
  {
    id: "native",
    title: "A Job, with a native sidecar",
    workload: `apiVersion: batch/v1
kind: Job
metadata:
  name: nightly
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: nightly
          image: example.com/nightly:2
`,
    settings: { kubernetesVersion: "v1.34.0", nativeSidecars: true },
  },
  {
    id: "own-proxy",
    title: "A Pod with its own idea of the proxy",
    workload: `apiVersion: v1
kind: Pod
metadata:
  name: edge
spec:
  containers:
    - name: edge
      image: example.com/edge:3
    - name: istio-proxy
      image: auto
      resources:
        limits: { memory: 2Gi }
`,
  },
  {
    id: "opt-out",
    title: "A Pod that wants none",
    workload: `apiVersion: v1
kind: Pod
metadata:
  name: agent
  labels:
    sidecar.istio.io/inject: "false"
spec:
  containers:
    - name: agent
      image: example.com/agent:1
`,
  },
  {
    id: "host-network",
    title: "A DaemonSet on the host's network",
    workload: `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: node-exporter
spec:
  selector:
    matchLabels: { app: node-exporter }
  template:
    metadata:
      labels: { app: node-exporter }
    spec:
      hostNetwork: true
      containers:
        - name: exporter
          image: example.com/exporter:1
`,
  },
  {
    id: "several",
    title: "Several documents at once",
    workload: `apiVersion: v1
kind: Service
metadata:
  name: cart
spec:
  selector: { app: cart }
  ports: [{ port: 80 }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: cart
spec:
  serviceName: cart
  selector:
    matchLabels: { app: cart }
  template:
    metadata:
      labels: { app: cart }
    spec:
      containers:
        - name: cart
          image: example.com/cart:5
`,
  },
  {
    id: "mistake",
    title: "A pod with a mistake in it",
    workload: `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: example.com/web:1
     ports: []
`,
  },
];

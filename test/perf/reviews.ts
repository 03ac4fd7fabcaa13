import { readFileSync } from "node:fs";
import { reviewText } from "../conformance/case.ts";
import { LAST_DIGITS, type ReviewText, SERIAL } from "./serial.ts";

/** A port that differs, as {@link SERIAL} does; it becomes a number. */
const PORT = `1${LAST_DIGITS}`;

const EXAMPLE = new URL("../../examples/foo/admission-review.json", import.meta.url);

/** The pod of "hello world", with all of its names, labels, annotations, variables and ports its own. */
export function hello(): ReviewText {
  return review({
    metadata: metadata({ annotations: 1 }),
    spec: { ...podSpec, containers: [container("hello", { env: 2, ports: 1 })] },
  });
}

/** What a company's service may look like: many variables, mounts, probes and containers; 27 KB as a review. */
export function big(): ReviewText {
  const containers = Array.from({ length: 6 }, (_, i) => ({
    ...container(`part-${i}`, { env: 48, ports: 3 }),
    readinessProbe: probe("/ready"),
    livenessProbe: probe("/live"),
    volumeMounts: volumeMounts(8),
  }));
  const volumes = Array.from({ length: 8 }, (_, i) => ({
    name: `volume-${i}`,
    configMap: { name: `settings-${SERIAL}-${i}`, defaultMode: 420 },
  }));
  return review({ metadata: metadata({ annotations: 12 }), spec: { ...podSpec, containers, volumes } });
}

/** The pods of one ReplicaSet, as the API server sends them: the same but for the review's uid. */
export function replicas(): ReviewText {
  const one = JSON.parse(readFileSync(EXAMPLE, "utf8"));
  return reviewText(JSON.stringify(one.request.object), one.request.namespace, { uid: uid() });
}

/** Pods that grow in one direction, to see how time grows with it. */
export function containers(count: number): ReviewText {
  const all = Array.from({ length: count }, (_, i) => container(`part-${i}`, { env: 1, ports: 0 }));
  return review({ metadata: metadata({ annotations: 1 }), spec: { ...podSpec, containers: all } });
}

export function variables(count: number): ReviewText {
  return review({
    metadata: metadata({ annotations: 1 }),
    spec: { ...podSpec, containers: [container("hello", { env: count, ports: 1 })] },
  });
}

const podSpec = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  serviceAccountName: `account-${SERIAL}`,
  securityContext: {},
  schedulerName: "default-scheduler",
};

function review(pod: object): ReviewText {
  const text = JSON.stringify({ kind: "Pod", apiVersion: "v1", ...pod, status: {} });
  return reviewText(text.replaceAll(`"${PORT}"`, PORT), `shop-${SERIAL}`, { uid: uid() });
}

function uid(): string {
  return `705ab4f5-6393-11e8-b7cc-4201${SERIAL}`;
}

function metadata({ annotations }: { annotations: number }) {
  const owner = `hello-${SERIAL}`;
  return {
    generateName: `${owner}-`,
    namespace: `shop-${SERIAL}`,
    labels: { app: owner, version: `v${SERIAL}`, "pod-template-hash": SERIAL },
    annotations: Object.fromEntries(
      Array.from({ length: annotations }, (_, i) => [
        `example.com/note-${i}`,
        `a note on ${SERIAL}, the ${i}th`,
      ]),
    ),
    ownerReferences: [
      {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        name: owner,
        uid: uid(),
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  };
}

function container(name: string, { env, ports }: { env: number; ports: number }) {
  return {
    name,
    image: `registry.example.com/${name}:1.${SERIAL}`,
    ports: Array.from({ length: ports }, (_, i) => ({
      name: `http-${i}`,
      containerPort: i === 0 ? PORT : 8080 + i,
      protocol: "TCP",
    })),
    env: Array.from({ length: env }, (_, i) => ({
      name: `SETTING_${i}`,
      value: `${SERIAL} is setting ${i}`,
    })),
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: "IfNotPresent",
  };
}

function probe(path: string) {
  return {
    httpGet: { path: `${path}/${SERIAL}`, port: PORT, scheme: "HTTP" },
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
}

function volumeMounts(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    name: `volume-${i}`,
    mountPath: `/etc/settings/${SERIAL}/${i}`,
    readOnly: true,
  }));
}

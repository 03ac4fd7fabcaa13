import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, mutate } from "../../lib/rules/mutator.ts";
import { resourceNameOf } from "../../lib/rules/resource-name.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const read = (...path: string[]) => readFileSync(join(EXAMPLES, ...path), "utf8");

// biome-ignore lint/suspicious/noExplicitAny: whatever the rules made of it
type Any = any;

/** What is special in each: the sample after the rules, and a sample that must be refused or left alone. */
const GALLERY: Readonly<
  Record<string, { readonly check: (object: Any) => void; readonly not?: NotInjected }>
> = {
  "otel-collector": {
    check: ({ spec }) => {
      expect(namesOf(spec.containers)).toEqual(["checkout", "otel-collector"]);
      expect(spec.containers[0].env).toEqual(
        expect.arrayContaining([
          { name: "PORT", value: "8080" },
          { name: "OTEL_SERVICE_NAME", value: "checkout" },
          { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://127.0.0.1:4317" },
        ]),
      );
      expect(spec.containers[1].env).toContainEqual({ name: "K8S_CLUSTER", value: "c1" });
    },
    not: {
      why: "rule otel-collector does not match: annotations",
      change: (pod) => ({ ...pod, metadata: { name: "a" } }),
    },
  },
  "fluent-bit": {
    check: ({ spec }) => {
      expect(namesOf(spec.containers)).toEqual(["ledger", "fluent-bit"]);
      expect(spec.containers[0].volumeMounts).toEqual([{ name: "app-logs", mountPath: "/opt/ledger/logs" }]);
      expect(spec.volumes).toEqual([{ name: "app-logs", emptyDir: { sizeLimit: "1Gi" } }]);
    },
    not: {
      why: "rule fluent-bit does not match: owners",
      change: ({ metadata, ...pod }) => ({
        ...pod,
        metadata: { ...metadata, ownerReferences: [{ kind: "Job", name: "j", controller: true }] },
      }),
    },
  },
  "vault-agent": {
    check: ({ spec }) => {
      expect(namesOf(spec.containers)).toEqual(["payments", "vault-agent"]);
      expect(namesOf(spec.initContainers)).toEqual(["vault-agent-init"]);
      const [{ name: _, args: __, ...init }] = spec.initContainers;
      expect(spec.containers[1]).toMatchObject(init);
      expect(spec.containers[0].volumeMounts).toEqual([
        { name: "secrets", mountPath: "/secrets", readOnly: true },
      ]);
    },
    not: {
      why: /the annotation secrets.example.com\/role is empty$/,
      change: (pod) => ({ ...pod, metadata: { annotations: { "secrets.example.com/role": "" } } }),
    },
  },
  "envoy-proxy": {
    check: ({ spec }) => {
      expect(namesOf(spec.containers)).toEqual(["catalog", "envoy"]);
      const bootstrap = parseYaml(spec.containers[1].args.at(-1)) as Any;
      const [{ lb_endpoints }] = bootstrap.static_resources.clusters[0].load_assignment.endpoints;
      expect(lb_endpoints[0].endpoint.address.socket_address.port_value).toBe(8080);
      expect(spec.volumes[1]).toEqual({ name: "envoy-tls", secret: { secretName: "catalog-tls" } });
    },
    not: {
      why: /proxy.example.com\/upstream-port must be a number from 1 to 65535$/,
      change: (pod) => ({ ...pod, metadata: { annotations: { "proxy.example.com/upstream-port": "http" } } }),
    },
  },
  "database-proxy": {
    check: ({ spec }) => {
      expect(spec.initContainers[0]).toMatchObject({ name: "database-proxy", restartPolicy: "Always" });
      expect(spec.initContainers[0].args.slice(-2)).toEqual([
        "shop-prod:europe-west1:orders?port=5432",
        "shop-prod:europe-west1:stock?port=5433",
      ]);
    },
    not: {
      why: /"a b" is no instance: it is project:region:name$/,
      change: (pod) => ({ ...pod, metadata: { annotations: { "databases.example.com/instances": "a b" } } }),
    },
  },
  "native-sidecar": {
    check: ({ spec }) => {
      expect(namesOf(spec.initContainers)).toEqual(["job-logs", "fetch"]);
      expect(spec.initContainers[0].restartPolicy).toBe("Always");
      expect(spec.terminationGracePeriodSeconds).toBe(60);
    },
    not: {
      why: "rule job-logs does not match: owners",
      change: (pod) => ({ ...pod, metadata: { name: "a" } }),
    },
  },
  "image-registry": {
    check: ({ spec }) =>
      expect([...spec.initContainers, ...spec.containers].map(({ image }) => image)).toEqual([
        "registry.example.com/docker.io/library/busybox:1.37",
        `registry.example.com/ghcr.io/example/app@sha256:${"0".repeat(64)}`,
        "registry.example.com/docker.io/bitnami/redis:7.4",
        "registry.example.com/team/own:1",
      ]),
  },
  "default-resources": {
    check: ({ spec }) =>
      expect(spec.containers.map(({ resources }: Any) => resources)).toEqual([
        { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
        { requests: { cpu: "2", memory: "128Mi" }, limits: { memory: "128Mi" } },
        { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "500m", memory: "1Gi" } },
      ]),
    not: {
      why: "rule default-resources does not match: namespaces",
      change: ({ metadata, ...pod }) => ({ ...pod, metadata: { ...metadata, namespace: "other" } }),
    },
  },
  "three-replicas": {
    check: ({ spec }) => expect(spec.replicas).toBe(3),
    not: { why: "rule three-replicas does not match: operations", operation: "UPDATE" },
  },
};

interface NotInjected {
  readonly why: string | RegExp;
  readonly change?: (object: Any) => unknown;
  readonly operation?: string;
}

const namesOf = (containers: readonly { readonly name: string }[]) => containers.map(({ name }) => name);

function sampleOf(name: string): Any {
  const file = existsSync(join(EXAMPLES, name, "pod.yaml")) ? "pod.yaml" : "deployment.yaml";
  return parseYaml(read(name, file));
}

const mutatorOf = (name: string) => compileMutator(loadInjectorSource(read(name, "injector.yaml")));

function run(name: string, object: Any, operation = "CREATE") {
  const namespace = object.metadata.namespace ?? "shop";
  const resource = resourceNameOf(object) as string;
  const request = { pod: object, namespace, resource, operation, path: "/inject/cluster/c1" };
  const decision = mutate(mutatorOf(name), request);
  return { decision, changed: decision.patch && (applyJsonPatch(object, decision.patch) as Any) };
}

describe.each(Object.entries(GALLERY))("examples/%s", (name, { check, not }) => {
  test("does to its sample what its README says", () => {
    const { decision, changed } = run(name, sampleOf(name));
    expect(decision).toMatchObject({ outcome: "inject", warnings: [] });
    check(changed);
  });

  test("changes nothing in a second pass", () => {
    expect(run(name, run(name, sampleOf(name)).changed).decision.patch).toEqual([]);
  });

  if (not) {
    test("leaves alone, or refuses, what it should", () => {
      const { change = (object: unknown) => object, operation, why } = not;
      const { decision } = run(name, change(sampleOf(name)), operation);
      expect(decision.outcome).not.toBe("inject");
      expect(decision.message ?? decision.reasons.at(-1)?.text).toMatch(why);
    });
  }
});

test("every folder of examples/ with rules is in the gallery, and has its README and sample", () => {
  const folders = readdirSync(EXAMPLES).filter((folder) =>
    existsSync(join(EXAMPLES, folder, "injector.yaml")),
  );
  expect(folders).toEqual(Object.keys(GALLERY).sort());
  for (const folder of folders)
    expect(read(folder, "README.md")).toMatch(/^# .*[\s\S]*remora inject -f examples\//);
});

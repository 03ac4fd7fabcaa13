import { describe, expect, test } from "@jest/globals";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import { fromK8sSidecarInjector } from "../../lib/rules/from-k8s-sidecar-injector.ts";
import { compileMutator, mutate } from "../../lib/rules/mutator.ts";

const METRICS = `
name: Metrics
containers:
  - name: metrics-agent
    image: example.com/metrics:2
    env: [{ name: DATACENTER, value: theirs }]
initContainers:
  - { name: wait-for-agent, image: "example.com/wait:1" }
volumes:
  - name: agent-config
    configMap: { name: agent }
env:
  - { name: DATACENTER, value: dc01 }
  - { name: FORMAT, value: "{{ not a template }}" }
volumeMounts:
  - { name: agent-config, mountPath: /etc/agent }
hostAliases:
  - { ip: 10.0.0.1, hostnames: [agent.internal] }
serviceAccountName: metrics
`;

const pod = (annotations: Record<string, string>, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", annotations },
  spec: { containers: [{ name: "web", image: "web" }], ...spec },
});
const ask = (name: string) => ({ "injector.tumblr.com/request": name });

function run(texts: readonly string[], object: unknown, namespace = "shop") {
  const mutator = compileMutator({ rules: fromK8sSidecarInjector(texts) });
  const decision = mutate(mutator, { pod: object, namespace, path: "/inject" });
  // biome-ignore lint/suspicious/noExplicitAny: whatever the rules made of it
  return { decision, changed: decision.patch && (applyJsonPatch(object, decision.patch) as any) };
}

describe("a configuration of k8s-sidecar-injector, as rules:", () => {
  test("everything that it lists is added behind the pod's own", () => {
    const { decision, changed } = run([METRICS], pod(ask("metrics")));
    expect(decision.outcome).toBe("inject");
    const mounts = [{ name: "agent-config", mountPath: "/etc/agent" }];
    expect(changed.spec).toMatchObject({
      containers: [
        {
          name: "web",
          env: [
            { name: "DATACENTER", value: "dc01" },
            { name: "FORMAT", value: "{{ not a template }}" },
          ],
          volumeMounts: mounts,
        },
        {
          name: "metrics-agent",
          env: [
            { name: "DATACENTER", value: "theirs" },
            { name: "FORMAT", value: "{{ not a template }}" },
          ],
          volumeMounts: mounts,
        },
      ],
      initContainers: [{ name: "wait-for-agent", volumeMounts: mounts }],
      volumes: [{ name: "agent-config", configMap: { name: "agent" } }],
      hostAliases: [{ ip: "10.0.0.1", hostnames: ["agent.internal"] }],
      serviceAccountName: "metrics",
    });
    expect(changed.metadata.annotations["injector.tumblr.com/status"]).toBe("injected");
  });

  test("what a container has of its own stays", () => {
    const own = {
      containers: [
        {
          name: "web",
          image: "web",
          env: [
            { name: "FORMAT", value: "json" },
            { name: "DATACENTER", value: "own" },
          ],
          volumeMounts: [{ name: "agent-config", mountPath: "/own" }],
        },
      ],
      initContainers: [{ name: "first", image: "first" }],
      hostAliases: [{ ip: "10.0.0.1", hostnames: ["own.internal"] }],
      serviceAccountName: "web",
    };
    const { spec } = run([METRICS], pod(ask("Metrics:latest"), own)).changed;
    expect(spec.containers[0]).toMatchObject(own.containers[0] as object);
    expect(spec.initContainers.map(({ name }: { name: string }) => name)).toEqual([
      "first",
      "wait-for-agent",
    ]);
    expect(spec.hostAliases).toEqual([{ ip: "10.0.0.1", hostnames: ["own.internal", "agent.internal"] }]);
    expect(spec.serviceAccountName).toBe("web");
  });

  test("a second pass changes nothing", () => {
    expect(run([METRICS], run([METRICS], pod(ask("metrics"))).changed).decision.patch).toEqual([]);
  });

  test("hostNetwork and hostPID", () => {
    const { spec } = run(["name: node\nhostNetwork: true\nhostPID: true\n"], pod(ask("node"))).changed;
    expect(spec).toMatchObject({ hostNetwork: true, hostPID: true });
  });

  test("ConfigMaps, Lists and several documents hold them, too", () => {
    const map = `{ kind: ConfigMap, apiVersion: v1, data: { a.yaml: "name: a\\n---\\nname: b:1.2\\n" } }`;
    const names = (text: string) => fromK8sSidecarInjector([text]).map(({ name }) => name);
    expect(names(`${map}\n---\nname: c_d\n`)).toEqual(["a", "b-1.2", "c-d"]);
    expect(names(`{ kind: List, items: [${map}] }`)).toEqual(["a", "b-1.2"]);
  });

  const requests: [string, string, string, boolean][] = [
    ["its name", "metrics", "metrics", true],
    ["its name and an empty version", "metrics", "metrics:", true],
    ["its name and the version that is meant", "metrics", "metrics:latest", true],
    ["its name as it is not written", "Metrics", "metrics", true],
    ["a version that it has", "metrics:1", "metrics:1", true],
    ["a version that it has not", "metrics:1", "metrics", false],
    ["another name", "metrics", "metric", false],
  ];
  test.each(requests)("a pod that asks by %s: %s, %s", (_, name, request, injected) => {
    expect(run([`name: "${name}"\nenv: [{ name: A }]\n`], pod(ask(request))).decision.outcome).toBe(
      injected ? "inject" : "skip",
    );
  });

  test.each(["kube-system", "kube-public"])("nothing is injected in %s", (namespace) => {
    expect(run([METRICS], pod(ask("metrics")), namespace).decision.outcome).toBe("skip");
  });
});

describe("what cannot be said in rules, or is no configuration, is refused:", () => {
  test.each([
    ["inherits: base.yaml\nname: a\n", "inherits: base.yaml: rules inherit nothing"],
    ["name: a\nsidecars: []\n", "a: sidecars: is not a key of a configuration"],
    ["name: a\nenv: [{ value: b }]\n", "a: env.0.name: "],
    ["env: []\n", "a configuration: name: "],
    ["name: a:b:c\n", "must be a name, or name:version"],
    ["[a]\n", "a configuration is an object with a name"],
    ["# nothing\n", "there is no configuration in the files"],
  ])("%j", (text, message) => {
    expect(() => fromK8sSidecarInjector([text])).toThrow(message);
  });
});

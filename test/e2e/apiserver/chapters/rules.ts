import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { shardOf } from "../../../../lib/clusters/registry.ts";
import { INJECTOR_SECRET, type World } from "../world.ts";

const NAME = "rules-1";
const NAMESPACE = "rules";

const RULES = `rules:
  - name: three-replicas
    match: { resources: [deployments.apps], namespaces: [${NAMESPACE}] }
    patch: '[{ "op": "add", "path": "/spec/replicas", "value": 3 }]'
  - name: log-shipper
    match: { namespaces: [${NAMESPACE}] }
    overlay: |
      {{- if not .Object.metadata.labels.app }}{{ fail "a pod needs the label app" }}{{ end }}
      spec:
        containers:
          - name: app
          - name: log-shipper
            image: example.com/log-shipper:1
            env: [{ name: APP, value: {{ .Object.metadata.labels.app | quote }} }]
`;

const pod = (name: string, labels: object) => ({
  metadata: { name, labels },
  spec: { containers: [{ name: "app", image: "example.com/app:1" }] },
});

const deployment = (replicas: number) => ({
  metadata: { name: "web" },
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "app", image: "example.com/app:1" }] },
    },
  },
});

/** An injector of rules alone, no Istio in it: what it says of a Deployment and of a pod, asked by a real API server. */
export async function rules(world: World): Promise<void> {
  const { checks, cluster, secrets, registry, caFile, webhook, folder } = world;
  const { api } = cluster;
  const file = join(folder, "rules.yaml");
  writeFileSync(file, RULES);
  secrets.put(INJECTOR_SECRET.replace(/injector$/, "rules"), { versionId: "rules-1", string: RULES });
  const manifest = parse(
    await world.remora([
      ...["cluster", "add", NAME, "--registry", registry, "--injector-name", "rules", "--url", webhook.url],
      ...["--webhook", "--ca-bundle", caFile, "--injector", file],
    ]),
  );
  const entry = JSON.parse(
    await world.remora(["cluster", "list", "--registry", registry, "--output", "json"]),
  ).find(({ name }: { name: string }) => name === NAME);
  await checks.check("rules: the cluster's entry names its injector", () =>
    assert.equal(entry?.injector, "rules"),
  );
  const own = parse(readFileSync(registry, "utf8")).clusters[NAME];
  secrets.put(INJECTOR_SECRET.replace(/injector$/, `clusters/${shardOf(NAME)}`), {
    versionId: `registry-${NAME}`,
    string: stringify({ clusters: { [NAME]: own } }),
  });

  await checks.check("rules: the manifest asks for what the rules match, and nothing of Istio's", () => {
    assert.equal(manifest.webhooks.length, 1);
    const [{ rules: asked, namespaceSelector }] = manifest.webhooks;
    assert.deepEqual(
      asked.map(({ apiGroups, resources, operations }: Record<string, string[]>) => [
        apiGroups,
        resources,
        operations,
      ]),
      [
        [[""], ["pods"], ["CREATE"]],
        [["apps"], ["deployments"], ["CREATE"]],
      ],
    );
    assert.deepEqual(namespaceSelector.matchExpressions[0].values, [NAMESPACE]);
  });

  await cluster.addNamespace(NAMESPACE);
  await cluster.addNamespace("not-of-the-rules");
  await cluster.apply(manifest);
  const deployments = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
  await checks.check("rules: a Deployment is created with three replicas", async () => {
    const { status, body } = await api.request("POST", deployments, deployment(1));
    assert.deepEqual([status, body.spec?.replicas], [201, 3], body.message);
  });
  await checks.check("rules: it can be scaled afterwards", async () => {
    const { body } = await api.request(
      "PATCH",
      `${deployments}/web`,
      { spec: { replicas: 5 } },
      { "content-type": "application/merge-patch+json" },
    );
    assert.equal(body.spec?.replicas, 5, body.message);
  });
  await checks.check("rules: a pod gets the overlay, behind its own container", async () => {
    const { status, body } = await cluster.create(NAMESPACE, pod("web-0", { app: "web" }));
    assert.equal(status, 201, body.message);
    const [app, shipper, ...more] = body.spec.containers;
    assert.deepEqual([app.name, shipper.name, more.length], ["app", "log-shipper", 0]);
    assert.deepEqual(shipper.env, [{ name: "APP", value: "web" }]);
  });
  await checks.check("rules: a pod of another namespace is left alone", async () => {
    const { body } = await cluster.create("not-of-the-rules", pod("web-0", { app: "web" }));
    assert.equal(body.spec.containers.length, 1);
  });
  await checks.check("rules: who creates a pod that a rule refuses reads why", async () => {
    const { status, body } = await cluster.create(NAMESPACE, pod("web-1", {}));
    assert.ok(status >= 400);
    assert.match(body.message, /denied the request: rule log-shipper: .*a pod needs the label app/);
  });
  await cluster.remove(manifest.metadata.name);
}

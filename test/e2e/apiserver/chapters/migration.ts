import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesObject } from "../../../../cli/kubernetes/api.ts";
import { comparable, isInjected } from "../cluster.ts";
import { Production } from "../production.ts";
import type { World } from "../world.ts";

const PAGE = join(import.meta.dirname, "../../../../docs/migration.md");

/** Where each namespace of the page starts from. */
const NAMESPACES: Readonly<Record<string, Record<string, string>>> = {
  shop: { "istio-injection": "enabled" },
  web: { "istio.io/rev": "default" },
  jobs: {},
  plain: {},
};
const TAG = "remora-sidecar-injector-remora";
const ISTIOD = "istio-sidecar-injector";

/** What stands in the page, section by section: "## 3. Move a namespace" and the commands below it. */
function sections(): Map<number, string[]> {
  const parts = readFileSync(PAGE, "utf8").split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => [
      Number.parseInt(part, 10),
      [...part.matchAll(/^```sh\n(.*?)\n```$/gms)].map(([, commands]) => commands as string),
    ]),
  );
}

/**
 * docs/migration.md, run as it is printed, while pods are created in the namespace that moves. The API server's audit
 * log says which webhooks each of them was shown to.
 */
export async function migration(world: World): Promise<void> {
  const { checks, cluster } = world;
  const production = await Production.start(world);
  const istio = await world.istio("default");
  const page = sections();
  const run = (section: number, ...which: number[]) =>
    production.shell.must(which.map((index) => page.get(section)?.[index] as string).join("\n"));
  const whole = (section: number) => run(section, ...(page.get(section) ?? []).keys());

  await prepare(world, production);
  await production.registerIstiod(istio);
  const before = { shop: ISTIOD, web: ISTIOD, jobs: "none", plain: "none" };
  await checks.check("migration: at first istiod's own webhook sees to all", async () =>
    assert.deepEqual(await answering(world), before),
  );
  await checks.check("migration: what istiod serves is served, and the cluster is let in", async () => {
    await whole(1);
    await whole(2);
    assert.deepEqual(await answering(world), before);
  });
  await checks.check(
    "migration: a namespace moves while pods come; none is missed, none has two sidecars",
    async () => {
      const pods = await duringChurn(world, () => run(3, 0));
      assertOneSidecar(pods, { from: ISTIOD, to: TAG });
      await run(3, 1);
      const { code, text } = await production.asks("remora verify -n shop --stage prod");
      assert.equal(code, 0, text);
    },
  );
  await checks.check(
    "migration: namespaces of other labels, and pods that ask for themselves, move",
    async () => {
      await run(3, 2, 3, 4);
      assert.deepEqual(await answering(world), { shop: TAG, web: TAG, jobs: "none", plain: TAG });
      assert.equal(await answeringFor(world, "jobs", await ofWorker(world)), TAG);
    },
  );
  await checks.check("migration: back, and forward again, while pods come", async () => {
    assertOneSidecar(await duringChurn(world, () => run(4, 0)), { from: TAG, to: ISTIOD });
    assertOneSidecar(await duringChurn(world, () => run(4, 1)), { from: ISTIOD, to: TAG });
  });
  await checks.check("migration: remora takes istiod's place, to which no namespace is left", async () => {
    const pods = await duringChurn(world, () => whole(5));
    assertOneSidecar(pods, { from: TAG, to: TAG });
    await cluster.addNamespace("new", { "istio-injection": "enabled" });
    assert.equal(await answeringFor(world, "new"), "remora-sidecar-injector");
    await cluster.label("new", { "istio-injection": null });
  });
  await checks.check("migration: all the way back", async () => {
    assertOneSidecar(await duringChurn(world, () => run(6, 0)), { from: TAG, to: ISTIOD });
    assert.deepEqual(await answering(world), before);
    assert.equal(await answeringFor(world, "jobs", await ofWorker(world)), ISTIOD);
    await run(6, 1);
    assert.deepEqual(
      (await cluster.webhookConfigurations()).map(({ metadata }) => metadata.name),
      [ISTIOD],
    );
  });
  await cluster.remove(ISTIOD).catch(() => {});
  istio.stop();
  await production.stop();
}

/** The cluster as it is before: istiod's configuration, and a Deployment in each namespace. */
async function prepare({ cluster }: World, production: Production): Promise<void> {
  await production.installIstio();
  for (const [name, labels] of Object.entries(NAMESPACES)) {
    const exists = (await cluster.api.get(`/api/v1/namespaces/${name}`)) !== undefined;
    if (exists) {
      await cluster.removePods(name);
      await cluster.label(name, { "istio-injection": null, "istio.io/rev": null, ...labels });
    } else await cluster.addNamespace(name, labels);
    const app = name === "jobs" ? "worker" : name;
    const asks = name === "jobs" ? { "sidecar.istio.io/inject": "true" } : {};
    await cluster.must("POST", `/apis/apps/v1/namespaces/${name}/deployments`, {
      metadata: { name: app },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app } },
        template: {
          metadata: { labels: { app, ...asks } },
          spec: { containers: [{ name: "app", image: "foo:1" }] },
        },
      },
    });
  }
}

const plainPod = (name: string) => ({
  metadata: { name },
  spec: { containers: [{ name: "app", image: "foo:1" }] },
});

/** Who is called for a plain pod of each namespace. */
async function answering(world: World): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const name of Object.keys(NAMESPACES)) all[name] = await answeringFor(world, name);
  return all;
}

let serial = 0;

async function answeringFor(
  world: World,
  namespace: string,
  pod: KubernetesObject = plainPod("x"),
): Promise<string> {
  const name = `probe-${++serial}`;
  const { status, body } = await world.cluster.dryRun(namespace, {
    ...pod,
    metadata: { ...pod.metadata, name },
  });
  assert.equal(status, 201, body?.message);
  return calls(world).get(name)?.join(" and ") ?? "none";
}

async function ofWorker({ cluster }: World): Promise<KubernetesObject> {
  const deployment = await cluster.api.get("/apis/apps/v1/namespaces/jobs/deployments/worker");
  return deployment.spec.template;
}

/** The webhook configurations that the API server called, by the pods' names, as its audit log has it. */
function calls({ server }: World): Map<string, string[]> {
  const called = new Map<string, Set<string>>();
  for (const line of readFileSync(server.auditLog, "utf8").trim().split("\n")) {
    const { objectRef, annotations = {} } = JSON.parse(line) as AuditEvent;
    const names = called.get(objectRef?.name ?? "") ?? new Set();
    for (const [key, value] of Object.entries(annotations))
      if (key.startsWith("mutation.webhook.admission.k8s.io/")) names.add(JSON.parse(value).configuration);
    if (names.size > 0) called.set(objectRef?.name ?? "", names);
  }
  return new Map([...called].map(([name, names]) => [name, [...names].sort()]));
}

interface AuditEvent {
  readonly objectRef?: { readonly name?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Created {
  readonly pod: KubernetesObject;
  readonly called: readonly string[];
}

/** Creates pods one after another in the namespace shop, before, while and after something is done. */
async function duringChurn(world: World, act: () => Promise<unknown>): Promise<Created[]> {
  const { cluster } = world;
  const made: { name: string; pod: KubernetesObject }[] = [];
  let isOver = false;
  const churn = async () => {
    while (!isOver) {
      const name = `churn-${++serial}`;
      const { status, body } = await cluster.create("shop", plainPod(name));
      assert.equal(status, 201, body?.message);
      made.push({ name, pod: body });
      await sleep(20);
    }
  };
  const running = Promise.all([churn(), churn()]);
  await cluster.until(async () => made.length > 10);
  try {
    await act();
    const before = made.length;
    await cluster.until(async () => made.length > before + 10);
  } finally {
    isOver = true;
  }
  await running;
  const called = calls(world);
  const created = made.map(({ name, pod }) => ({ pod, called: called.get(name) ?? [] }));
  for (const { name } of made)
    await cluster.api.request("DELETE", `/api/v1/namespaces/shop/pods/${name}?gracePeriodSeconds=0`);
  return created;
}

/**
 * Every pod was seen to: first by the one, then by the other, at most a handful on their way by both; and all look
 * the same.
 */
function assertOneSidecar(pods: readonly Created[], { from, to }: { from: string; to: string }): void {
  const seen = pods.map(({ called }) => called.join(" and "));
  assert.ok(
    !seen.includes(""),
    `${seen.filter((each) => each === "").length} of ${seen.length} pods were missed`,
  );
  assert.equal(seen[0], from);
  assert.equal(seen.at(-1), to);
  const both = seen.filter((each) => each.includes(" and "));
  assert.ok(both.length <= 2, `${both.length} of ${seen.length} pods were shown to both`);
  const [first, ...others] = pods.map(({ pod }) => shapeOf(pod));
  for (const other of others) assert.deepEqual(other, first);
  console.log(`        ${pods.length} pods; ${both.length} shown to both on their way`);
}

/**
 * The pod but for its own name, which stands in many places; and for the order of variables: the cluster's name comes
 * last where a webhook's URL has it, as remora's does, and earlier where it is the template's.
 */
function shapeOf(pod: KubernetesObject): unknown {
  assert.ok(isInjected(pod));
  const seen = comparable({ status: 201, body: pod, warnings: [] });
  const shape = JSON.parse(JSON.stringify(seen).replaceAll(pod.metadata.name, "POD"));
  for (const { env } of [...shape.spec.containers, ...shape.spec.initContainers])
    env?.sort((a: KubernetesObject, b: KubernetesObject) => (a.name < b.name ? -1 : 1));
  return shape;
}

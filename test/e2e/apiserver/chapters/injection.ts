import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ApiAnswer, KubernetesObject } from "../../../../cli/kubernetes/api.ts";
import { PODS } from "../../deploy/cases.ts";
import { comparable, isInjected } from "../cluster.ts";
import { OtherWebhook } from "../other-webhook.ts";
import type { Rivals } from "../rivals.ts";
import type { World } from "../world.ts";

const SHOP = "shop";
const CANARY_SHOP = "canary-shop";
const PLAIN = PODS["a plain pod"] as KubernetesObject;
const OF_A_DEPLOYMENT = PODS["a pod of a Deployment with a probe"] as object;

/** Pods created for good in a real API server, read back, and compared with what Istio's webhook makes of them there. */
export async function injection(world: World, rivals: Rivals): Promise<void> {
  const { cluster } = world;
  await cluster.addNamespace(SHOP, { "istio-injection": "enabled" });
  await cluster.addNamespace(CANARY_SHOP, { "istio.io/rev": "canary" });
  await asIstio(world, rivals, "");
  await besidesOthers(world, rivals);
  await rivals.withOurs(async () => {
    await passes(world);
    await waysToAsk(world);
    await whatIsSaid(world);
    await whatIsNotAsked(world);
  });
}

/** Every pod in both namespaces; what is refused is refused with the same words. */
async function asIstio(world: World, rivals: Rivals, when: string): Promise<void> {
  const { ours, istio } = await rivals.both(() => readBack(world));
  for (const [name, pod] of istio)
    await world.checks.check(`injection: ${name}${when}`, () =>
      assert.deepEqual(withoutOurNames(ours.get(name)), withoutOurNames(pod)),
    );
}

async function readBack({ cluster }: World): Promise<Map<string, unknown>> {
  const seen = new Map<string, unknown>();
  for (const namespace of [SHOP, CANARY_SHOP]) {
    for (const [name, pod] of Object.entries(PODS)) {
      const created = await cluster.create(namespace, pod);
      const read =
        created.status === 201 ? await cluster.pod(namespace, created.body.metadata.name) : undefined;
      seen.set(`${name} in ${namespace}`, comparable(read ? { ...created, body: read } : created));
      await cluster.removePods(namespace);
    }
  }
  return seen;
}

/** A refusal names the webhook that refused. */
function withoutOurNames(seen: unknown): unknown {
  const { message } = seen as { message?: string };
  if (message === undefined) return seen;
  return { ...(seen as object), message: message.replace(/sidecar-injector\.(remora|istio\.io)/, "WEBHOOK") };
}

/** Webhook configurations are asked in the order of their names. */
async function besidesOthers(world: World, rivals: Rivals): Promise<void> {
  for (const [name, when] of [
    ["a-first", " with another webhook before"],
    ["zz-last", " with another webhook after"],
  ] as const) {
    const other = await OtherWebhook.start(`${world.folder}/other`);
    await world.cluster.apply(other.configuration(name));
    try {
      await asIstio(world, rivals, when);
    } finally {
      await world.cluster.remove(name);
      await other.stop();
    }
  }
}

async function passes({ checks, cluster, webhook }: World): Promise<void> {
  await checks.check(
    "reinvocation: the second pass changes nothing, and the token is mounted everywhere",
    async () => {
      const mark = webhook.log.length;
      const { body } = await cluster.create(SHOP, PLAIN);
      const calls = webhook.lines(mark).filter(({ pod }) => pod === "foo");
      assert.deepEqual(
        calls.map(({ event }) => event),
        ["inject", "inject"],
      );
      assert.notEqual(calls[0]?.uid, calls[1]?.uid);
      const all = [...body.spec.containers, ...(body.spec.initContainers ?? [])];
      assert.deepEqual(all.map(({ name }) => name).sort(), ["app", "istio-init", "istio-proxy"]);
      for (const { name, volumeMounts } of all)
        assert.equal(volumeMounts.filter(isToken).length, 1, `the token's mounts in ${name}`);
      await cluster.removePods(SHOP);
    },
  );
}

const isToken = ({ mountPath }: { mountPath: string }) =>
  mountPath === "/var/run/secrets/kubernetes.io/serviceaccount";

async function waysToAsk({ checks, cluster, webhook }: World): Promise<void> {
  await checks.check("generateName: injected, with names of its owner, and logged under it", async () => {
    const mark = webhook.log.length;
    const { body } = await cluster.create(SHOP, OF_A_DEPLOYMENT);
    assert.match(body.metadata.name, /^foo-6d4b75cb6d-[a-z0-9]{5}$/);
    const proxy = [...body.spec.containers, ...(body.spec.initContainers ?? [])].find(
      ({ name }: { name: string }) => name === "istio-proxy",
    );
    const workload = proxy.env.find(({ name }: { name: string }) => name === "ISTIO_META_WORKLOAD_NAME");
    assert.equal(workload.value, "foo");
    assert.match(webhook.lines(mark)[0]?.pod, /^foo-6d4b75cb6d-/);
    await cluster.removePods(SHOP);
  });
  await checks.check("dry run: injected, and nothing is kept", async () => {
    const { status, body } = await cluster.dryRun(SHOP, PLAIN);
    assert.equal(status, 201);
    assert.ok(isInjected(body));
    assert.equal(await cluster.pod(SHOP, "foo"), undefined);
  });
  await checks.check("update: a pod's labels change without a call", async () => {
    await cluster.create(SHOP, PLAIN);
    const mark = webhook.log.length;
    const path = `/api/v1/namespaces/${SHOP}/pods/foo`;
    const headers = { "content-type": "application/merge-patch+json" };
    const { status } = await cluster.api.request(
      "PATCH",
      path,
      { metadata: { labels: { x: "y" } } },
      headers,
    );
    assert.equal(status, 200);
    assert.equal(webhook.log.length, mark);
    await cluster.removePods(SHOP);
  });
}

async function whatIsSaid({ checks, cluster, server }: World): Promise<void> {
  await checks.check("warnings: reach whoever creates the pod, once", async () => {
    const pod = { ...PLAIN, spec: { ...PLAIN.spec, dnsPolicy: "Default" } };
    const { warnings }: ApiAnswer = await cluster.create(SHOP, pod);
    assert.deepEqual(
      warnings.filter((text) => text.includes("DNS policy")),
      ["the DNS policy Default is not ClusterFirst: the proxy may not find istiod"],
    );
    await cluster.removePods(SHOP);
  });
  await checks.check("audit annotations: the audit log has the decision and its reason", async () => {
    const pod = { ...PLAIN, metadata: { ...PLAIN.metadata, name: "audited" } };
    await cluster.create(SHOP, pod);
    const lines = readFileSync(server.auditLog, "utf8").trim().split("\n");
    const entry = lines
      .map((line) => JSON.parse(line))
      .find(({ objectRef }) => objectRef?.name === "audited");
    const prefix = "namespace.sidecar-injector.remora/";
    assert.equal(entry.annotations[`${prefix}outcome`], "inject");
    assert.equal(entry.annotations[`${prefix}reason`], "default-policy");
    assert.equal(entry.annotations[`${prefix}templates`], "sidecar");
    assert.equal(entry.annotations[`${prefix}version`], "stable-1");
    await cluster.removePods(SHOP);
  });
}

/** Calls that would end in "skip" are never made, and what the system itself runs does not depend on us. */
async function whatIsNotAsked({ checks, cluster, webhook }: World): Promise<void> {
  const unasked: Readonly<Record<string, readonly [string, object]>> = {
    "a pod on the host's network": [SHOP, { ...PLAIN, spec: { ...PLAIN.spec, hostNetwork: true } }],
    "a pod switched off by annotation": [
      SHOP,
      { ...PLAIN, metadata: { name: "foo", annotations: { "sidecar.istio.io/inject": "false" } } },
    ],
    "a pod switched off by label": [SHOP, PODS["a pod that wants none"] as object],
    "a pod of kube-system that asks for it": [
      "kube-system",
      { ...PLAIN, metadata: { name: "foo", labels: { "sidecar.istio.io/inject": "true" } } },
    ],
  };
  await cluster.api.request("POST", "/api/v1/namespaces/kube-system/serviceaccounts", {
    metadata: { name: "default" },
  });
  for (const [name, [namespace, pod]] of Object.entries(unasked))
    await checks.check(`not called for ${name}`, async () => {
      const mark = webhook.log.length;
      const { status, body } = await cluster.dryRun(namespace, pod);
      assert.equal(status, 201, body.message);
      assert.ok(!isInjected(body));
      assert.deepEqual(webhook.log.slice(mark), []);
    });
}

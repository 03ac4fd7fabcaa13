import assert from "node:assert/strict";
import { parse } from "yaml";
import type { KubernetesObject } from "../../../../cli/kubernetes/api.ts";
import { type ChartSettings, chartWebhooks } from "../istio-chart.ts";
import { CLUSTER, NETWORK, type World } from "../world.ts";

interface Case {
  readonly chart: ChartSettings;
  readonly flags: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  "the default revision": { chart: {}, flags: [] },
  "the default revision, namespaces injected by default": {
    chart: { enableNamespacesByDefault: true },
    flags: ["--enable-namespaces-by-default"],
  },
  "another revision": { chart: { revision: "canary" }, flags: ["--revision", "canary"] },
  "a tag of another revision": {
    chart: { revision: "canary", revisionTags: ["prod"] },
    flags: ["--revision", "canary", "--tag", "prod"],
  },
  "the default tag on another revision": {
    chart: { revision: "canary", revisionTags: ["default"], enableNamespacesByDefault: true },
    flags: ["--revision", "canary", "--tag", "default", "--enable-namespaces-by-default"],
  },
};

/** What `remora webhook` prints, held field by field against what Istio's chart installs. */
export async function manifest(world: World): Promise<void> {
  const { checks } = world;
  for (const [name, { chart, flags }] of Object.entries(CASES)) {
    await checks.check(`manifest: ${name} is selected as Istio's chart selects it`, async () => {
      const ours: KubernetesObject = parse(await world.remora(world.webhookCommand(...flags)));
      assert.deepEqual(ours.webhooks.map(selected), chartOf(chart).webhooks.map(selected));
    });
  }
  await checks.check("manifest: rendering twice gives the same bytes", async () => {
    const [first, second] = await Promise.all([1, 2].map(() => world.remora(world.webhookCommand())));
    assert.equal(first, second);
  });
  await checks.check("manifest: what the API server makes of it is what was applied", async () => {
    const applied = world.manifests.default;
    await world.cluster.apply(applied);
    const stored = (await world.cluster.webhookConfigurations()).find(
      ({ metadata }) => metadata.name === applied.metadata.name,
    );
    const defaults = { matchPolicy: "Equivalent" };
    const expected = applied.webhooks.map((webhook: KubernetesObject) => ({
      ...defaults,
      ...webhook,
      rules: webhook.rules.map((rule: object) => ({ ...rule, scope: "*" })),
    }));
    assert.deepEqual(stored?.webhooks, expected);
    await world.cluster.remove(applied.metadata.name);
  });
  await checks.check(
    "manifest: the URL's base and network come from the registry, the revision goes in",
    () => {
      const [url, canary] = [world.manifests.default, world.manifests.canary].map(
        ({ webhooks }) => webhooks[0].clientConfig.url,
      );
      const base = `${world.webhook.url}/t/${world.token}`;
      assert.equal(url, `${base}/inject/cluster/${CLUSTER}/net/${NETWORK}`);
      assert.equal(canary, `${base}/r/canary/inject/cluster/${CLUSTER}/net/${NETWORK}`);
    },
  );
}

/** A tag has a configuration of its own beside the revision's. */
function chartOf(settings: ChartSettings): KubernetesObject {
  const tag = settings.revisionTags?.[0];
  const found = chartWebhooks(settings).find(({ metadata }) => metadata.labels["istio.io/tag"] === tag);
  return found ?? assert.fail("the chart renders none");
}

/** Everything that decides which pods are sent; names and addresses have to differ. */
function selected({ name, rules, namespaceSelector, objectSelector, ...others }: KubernetesObject): object {
  const { sideEffects, admissionReviewVersions, failurePolicy } = others;
  const prefix = name.replace(/sidecar-injector\..*$/, "");
  return {
    prefix,
    rules,
    namespaceSelector,
    objectSelector,
    sideEffects,
    admissionReviewVersions,
    failurePolicy,
  };
}

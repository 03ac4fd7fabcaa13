import assert from "node:assert/strict";
import { comparable, isInjected } from "../cluster.ts";
import type { Rivals } from "../rivals.ts";
import type { World } from "../world.ts";

type Labels = Readonly<Record<string, string>>;
const INJECT = "sidecar.istio.io/inject";
const REVISION = "istio.io/rev";
const INJECTION = "istio-injection";

const NAMESPACES: Readonly<Record<string, Labels>> = {
  "not-labelled": {},
  "injection-enabled": { [INJECTION]: "enabled" },
  "injection-disabled": { [INJECTION]: "disabled" },
  "revision-default": { [REVISION]: "default" },
  "revision-canary": { [REVISION]: "canary" },
  "enabled-and-canary": { [INJECTION]: "enabled", [REVISION]: "canary" },
};

const PODS: Readonly<Record<string, Labels>> = {
  "a pod without labels": {},
  "a pod that wants it": { [INJECT]: "true" },
  "a pod that does not": { [INJECT]: "false" },
  "a pod of the default revision": { [REVISION]: "default" },
  "a pod of the revision canary": { [REVISION]: "canary" },
  "a pod that wants it from canary": { [INJECT]: "true", [REVISION]: "canary" },
};

/** Which pods of which namespaces are injected, by which revision: as with Istio's own webhooks. */
export async function selection(world: World, rivals: Rivals): Promise<void> {
  const { checks, cluster } = world;
  for (const [name, labels] of Object.entries(NAMESPACES)) await cluster.addNamespace(name, labels);
  const ask = async () => {
    const answers = new Map<string, unknown>();
    for (const namespace of Object.keys(NAMESPACES))
      for (const [name, labels] of Object.entries(PODS)) {
        const pod = {
          metadata: { name: "foo", labels },
          spec: { containers: [{ name: "app", image: "foo:1" }] },
        };
        answers.set(`${name} in ${namespace}`, comparable(await cluster.dryRun(namespace, pod)));
      }
    return answers;
  };
  const { ours, istio } = await rivals.both(ask);
  for (const [name, pod] of istio)
    await checks.check(`selection: ${name}: ${isInjected(pod) ? revisionOf(pod) : "not injected"}`, () =>
      assert.deepEqual(ours.get(name), pod),
    );
  await checks.check("selection: some are injected by each revision, some not at all", () => {
    const seen = [...istio.values()].map((pod) => (isInjected(pod) ? revisionOf(pod) : "none"));
    assert.deepEqual([...new Set(seen)].sort(), ["by canary", "by default", "none"]);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a pod as the API server gave it
function revisionOf(pod: any): string {
  return `by ${pod.metadata.annotations[REVISION] ?? pod.metadata.labels[REVISION]}`;
}

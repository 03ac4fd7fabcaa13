import { expect, test } from "@jest/globals";
import { sourceForCluster } from "../../lib/clusters/cluster-source.ts";
import { checkRegistry } from "../../lib/clusters/registry.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { INJECTOR } from "../examples/cases.ts";

const entryOf = (entry: object) =>
  checkRegistry({ clusters: { a: { identity: { allowAnonymous: true }, ...entry } } }).clusters.get("a");

test("a cluster's OpenShift ranges reach its injector", () => {
  const annotations = { "openshift.io/sa.scc.uid-range": "1000620000/10000" };
  const entry = entryOf({ platform: "openshift", namespaces: { shop: { annotations }, bare: {} } });
  const { istio } = compileMutator(sourceForCluster(INJECTOR, entry as NonNullable<typeof entry>));
  expect(istio?.platform).toBe("openshift");
  expect([...(istio?.namespaceAnnotations ?? [])]).toEqual([
    ["shop", annotations],
    ["bare", {}],
  ]);
});

test("a cluster's ProxyConfig resources stand beside the common ones", () => {
  const of = (name: string) => ({ name, namespace: "shop", spec: {} });
  const entry = entryOf({ proxyConfigs: [of("own")] });
  const source = sourceForCluster(
    { ...INJECTOR, proxyConfigs: [of("common")] },
    entry as NonNullable<typeof entry>,
  );
  expect(source.proxyConfigs).toEqual([of("common"), of("own")]);
});

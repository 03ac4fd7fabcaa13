import { describe, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { compareSources } from "../../../cli/drift/compare.ts";
import { differenceLines } from "../../../cli/drift/report.ts";
import type { MutatorSource } from "../../../lib/rules/mutator.ts";
import { INJECTOR } from "../../examples/cases.ts";

const values = (change: object): Partial<MutatorSource> => ({
  values: JSON.stringify({ ...JSON.parse(INJECTOR.values), ...change }),
});
const ranges = (name: string, range: string) => ({
  metadata: { name, annotations: { "openshift.io/sa.scc.uid-range": range } },
});
const proxyConfig = (concurrency: number) => ({ name: "pc", namespace: "shop", spec: { concurrency } });

describe("what istiod reads in the cluster is compared with what is in service:", () => {
  const cases: [string, Partial<MutatorSource>, Partial<MutatorSource>, string[]][] = [
    ["nothing differs", {}, {}, []],
    ["spelling does not count", { mesh: "a: {b: 1}" }, { mesh: "# x\na:\n  b: 1\n" }, []],
    [
      "a value, and one that one of them lacks",
      values({ x: { y: 1 } }),
      values({ x: { y: 2, z: true } }),
      ["values x.y: 1 in the cluster, 2 in service", "values x.z: missing in the cluster, true in service"],
    ],
    [
      "a key that every object has anyway",
      values({ constructor: 1 }),
      {},
      ["values constructor: 1 in the cluster, missing in service"],
    ],
    [
      "a template, whose text is not shown",
      {},
      { config: INJECTOR.config.replace("spec:", "spec: # changed") },
      ["templates sidecar: the texts differ"],
    ],
    [
      "the policy",
      {},
      { config: INJECTOR.config.replace("policy: enabled", "policy: disabled") },
      ['config policy: "enabled" in the cluster, "disabled" in service'],
    ],
    [
      "a ProxyConfig, another, and one that is the same but for the order of its keys",
      { proxyConfigs: [proxyConfig(1), { ...proxyConfig(2), name: "same", spec: { a: 1, b: 2 } }] },
      { proxyConfigs: [proxyConfig(3), { ...proxyConfig(2), name: "same", spec: { b: 2, a: 1 } }] },
      ['ProxyConfig shop/pc: {"concurrency":1} in the cluster, {"concurrency":3} in service'],
    ],
    [
      "nodes that make sidecars native by now",
      { kubernetesVersion: "v1.33.1" },
      { kubernetesVersion: "v1.32.4" },
      ["nodes: Kubernetes v1.33.1 (native sidecars) in the cluster, v1.32.4 (no native sidecars) in service"],
    ],
    [
      "nodes that are newer, to no effect",
      { kubernetesVersion: "v1.35.0" },
      { kubernetesVersion: "v1.33.0" },
      [],
    ],
    [
      "nodes, where the operator has decided",
      { kubernetesVersion: "v1.33.0" },
      { nativeSidecars: false, kubernetesVersion: "v1.32.0" },
      [],
    ],
    ["no nodes to be seen", {}, { kubernetesVersion: "v1.32.0" }, []],
    [
      "OpenShift's ranges",
      { platform: "openshift", namespaces: [ranges("a", "1/1"), ranges("b", "2/1"), ranges("c", "3/1")] },
      { platform: "openshift", namespaces: [ranges("a", "1/1"), ranges("b", "9/1")] },
      [
        'namespaces b: {"openshift.io/sa.scc.uid-range":"2/1"} in the cluster, {"openshift.io/sa.scc.uid-range":"9/1"} in service',
        'namespaces c: {"openshift.io/sa.scc.uid-range":"3/1"} in the cluster, missing in service',
      ],
    ],
    ["OpenShift's ranges elsewhere", { namespaces: [ranges("a", "1/1")] }, {}, []],
  ];
  test.each(cases)("%s", (_, cluster, inService, expected) => {
    const differences = compareSources({ ...INJECTOR, ...cluster }, { ...INJECTOR, ...inService });
    expect(differenceLines(differences)).toEqual(expected);
  });

  test("of many differences the first few are shown", () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, i]));
    const differences = compareSources({ ...INJECTOR, ...values(many) }, INJECTOR);
    expect(differenceLines(differences).slice(-2)).toEqual([
      "values k4: 4 in the cluster, missing in service",
      "values: 4 more",
    ]);
  });

  test("YAML of another style says the same", () => {
    const restyled = { values: stringify(JSON.parse(INJECTOR.values)) };
    expect(compareSources({ ...INJECTOR, ...restyled }, INJECTOR)).toEqual([]);
  });
});

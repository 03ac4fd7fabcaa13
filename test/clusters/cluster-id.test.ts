import { describe, expect, test } from "@jest/globals";
import { clusterIdOf, istioPath } from "../../lib/clusters/cluster-id.ts";
import { parseInjectPath } from "../../lib/injection/inject-path.ts";

describe("the cluster's name in Istio:", () => {
  test.each([
    ["the registry's, where the entry says nothing", {}, "prod-1"],
    ["the entry's", { clusterId: "Kubernetes" }, "Kubernetes"],
  ])("%s", (_, entry, expected) => {
    for (const path of ["/inject/cluster/prod-1", "/inject/cluster/prod-1/net/n1", "/inject/cluster/prod-1/"])
      expect(parseInjectPath(istioPath(path, entry)).get("ISTIO_META_CLUSTER_ID")).toBe(expected);
  });

  test("the network stays", () => {
    const path = istioPath("/inject/cluster/prod-1/net/n1", { clusterId: "Kubernetes" });
    expect(parseInjectPath(path).get("ISTIO_META_NETWORK")).toBe("n1");
  });

  test.each([
    ["as istiod's chart has it without a name", "{}", "Kubernetes"],
    ["without values", undefined, "Kubernetes"],
    ["by the values", "global: { multiCluster: { clusterName: west } }", "west"],
    ["empty", 'global: { multiCluster: { clusterName: "" } }', "Kubernetes"],
    ["where multiCluster is none", "global: { multiCluster: 3 }", "Kubernetes"],
  ])("istiod's own, %s", (_, values, expected) => {
    expect(clusterIdOf(values)).toBe(expected);
  });
});

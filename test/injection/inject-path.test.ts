import { expect, test } from "@jest/globals";
import { parseInjectPath } from "../../lib/injection/inject-path.ts";

const cases: [path: string, variables: Record<string, string>][] = [
  ["/inject", {}],
  ["/inject/", {}],
  ["", {}],
  ["/inject/cluster/c1", { ISTIO_META_CLUSTER_ID: "c1" }],
  ["/inject/cluster/c1/net/n1", { ISTIO_META_CLUSTER_ID: "c1", ISTIO_META_NETWORK: "n1" }],
  ["/inject/cluster/c1/net/n1/", { ISTIO_META_CLUSTER_ID: "c1", ISTIO_META_NETWORK: "n1" }],
  ["/inject/net/a--slash--b", { ISTIO_META_NETWORK: "a/b" }],
  ["/inject/custom_key/v", { CUSTOM_KEY: "v" }],
  ["/inject/cluster/c1/odd", { ISTIO_META_CLUSTER_ID: "c1" }],
  ["/inject/cluster/c1/cluster/c2", { ISTIO_META_CLUSTER_ID: "c2" }],
  ["/inject/cluster//net/n1", { ISTIO_META_CLUSTER_ID: "", ISTIO_META_NETWORK: "n1" }],
  ["/inject/:ENV:cluster=c1:ENV:net=a/b", { ISTIO_META_CLUSTER_ID: "c1", ISTIO_META_NETWORK: "a/b" }],
  ["/inject/:ENV:a=b=c:ENV:empty=:ENV:=x:ENV:none", { A: "b=c", EMPTY: "" }],
  ["/inject/:ENV:net=a--slash--b", { ISTIO_META_NETWORK: "a--slash--b" }],
  ["/inject/constructor/x", { CONSTRUCTOR: "x" }],
];

test.each(cases)("%s", (path, variables) => {
  expect(Object.fromEntries(parseInjectPath(path))).toEqual(variables);
});

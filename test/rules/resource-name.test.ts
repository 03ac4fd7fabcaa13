import { expect, test } from "@jest/globals";
import { resourceNameOf } from "../../lib/rules/resource-name.ts";

test.each([
  ["v1", "Pod", "pods"],
  ["v1", "Endpoints", "endpoints"],
  ["apps/v1", "Deployment", "deployments.apps"],
  ["networking.k8s.io/v1", "Ingress", "ingresses.networking.k8s.io"],
  ["networking.k8s.io/v1", "NetworkPolicy", "networkpolicies.networking.k8s.io"],
  ["storage.k8s.io/v1", "StorageClass", "storageclasses.storage.k8s.io"],
  ["gateway.networking.k8s.io/v1", "Gateway", "gateways.gateway.networking.k8s.io"],
  ["v1", "", undefined],
  [undefined, "Pod", undefined],
])("%s %s is of the resource %s", (apiVersion, kind, resource) => {
  expect(resourceNameOf({ apiVersion, kind })).toBe(resource);
});

test("a document that is no object is of none", () => expect(resourceNameOf([1])).toBeUndefined());

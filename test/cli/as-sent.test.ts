import { expect, test } from "@jest/globals";
import { asFirstSent, asSent } from "../../cli/kubernetes/as-sent.ts";

const own = { name: "app", image: "app:1" };
const written = {
  metadata: { name: "p", annotations: { team: "a" } },
  spec: { containers: [own, { name: "istio-proxy", image: "auto" }], volumes: [{ name: "data" }] },
};
const STATUS = JSON.stringify({
  containers: ["istio-proxy"],
  initContainers: ["istio-init"],
  volumes: ["istio-data"],
  imagePullSecrets: ["registry"],
});

/** As the API server has `written` after its injection. */
const injected = (status: string) => ({
  metadata: {
    name: "p",
    managedFields: [{}],
    annotations: {
      team: "a",
      "prometheus.io/port": "15020",
      "sidecar.istio.io/status": status,
      "proxy.istio.io/overrides": JSON.stringify({ containers: [written.spec.containers[1]] }),
    },
  },
  spec: {
    nodeName: "n",
    containers: [own, { name: "istio-proxy", image: "proxyv2:1" }],
    initContainers: [{ name: "istio-init" }],
    volumes: [{ name: "data" }, { name: "istio-data" }],
    imagePullSecrets: [{ name: "registry" }],
  },
  status: { phase: "Running" },
});

test("an injected pod becomes what its author wrote, what he wanted of the sidecar included", () => {
  expect(asFirstSent(asSent(injected(STATUS)))).toEqual(asSent(written));
});

test("a pod that was never injected stays as it is", () => {
  expect(asFirstSent(asSent(written))).toEqual(asSent(written));
});

test("where the annotations are damaged, the pod is taken as it is", () => {
  const damaged = injected(STATUS);
  damaged.metadata.annotations["proxy.istio.io/overrides"] = "{";
  expect(asFirstSent(asSent(damaged))).toEqual(asSent(damaged));
});

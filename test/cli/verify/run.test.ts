import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { webhookConfiguration } from "../../../lib/clusters/webhook-configuration.ts";
import { run } from "../../support/command.ts";
import { type KubernetesObject, KubernetesServer } from "../../support/kubernetes-server.ts";

jest.setTimeout(60_000);

const object = (kind: string, name: string, more: object = {}, metadata: object = {}): KubernetesObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name, creationTimestamp: "2026-01-02T00:00:00Z", ...metadata },
  ...more,
});
const NAMESPACES = {
  shop: object("Namespace", "shop", {}, { labels: { "istio-injection": "enabled" } }),
  quiet: object("Namespace", "quiet"),
};
const POD = object("Pod", "web-0", { spec: { containers: [] } }, { namespace: "shop" });
const WEBHOOK = webhookConfiguration({ url: "https://webhook.example.com/inject/cluster/prod-1" }) as never;

describe("remora verify", () => {
  const folder = mkdtempSync(join(tmpdir(), "remora-verify-"));
  const kubeconfig = join(folder, "kubeconfig");
  let server: KubernetesServer;
  beforeAll(async () => {
    server = await new KubernetesServer({
      "/api/v1/namespaces": Object.values(NAMESPACES),
      "/api/v1/pods": [POD],
      "/api/v1/namespaces/shop/pods": [POD],
      "/api/v1/namespaces/quiet/pods": [],
      "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations": [WEBHOOK],
    }).start();
    writeFileSync(kubeconfig, server.kubeconfig());
  });
  afterAll(() => {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases: [string, string[], number, RegExp][] = [
    ["something is wrong", [], 1, /Pod\/web-0: 1 pod: no sidecar\n/],
    ["something is wrong in this namespace", ["-n", "shop"], 1, /1 of 1 pods are not as they should be/],
    ["nothing is wrong in this one", ["-n", "quiet"], 0, /^0 of 0 pods have their sidecar/],
    ["there is no such namespace", ["-n", "shopp"], 2, /the cluster has no namespace shopp\n/],
    ["there is no such context", ["--context", "elsewhere"], 2, /no context "elsewhere"/],
    ["the registry is not there", ["--registry", join(folder, "none.yaml")], 2, /no such file/],
  ];
  test.each(cases)("%s: exit code and words", async (_, args, exits, says) => {
    const { stdout, stderr, code } = await run(["verify", "--kubeconfig", kubeconfig, ...args]);
    expect({ code, text: stdout + stderr }).toEqual({ code: exits, text: expect.stringMatching(says) });
  });
});

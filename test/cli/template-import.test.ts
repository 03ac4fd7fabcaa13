import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { servingCertificate } from "../../cli/serve/certificate.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { run } from "../support/command.ts";
import { type KubernetesObject, KubernetesServer } from "../support/kubernetes-server.ts";

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "remora-import-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const INJECTOR = {
  config: "policy: enabled\ndefaultTemplates: [sidecar]\ntemplates:\n  sidecar: |\n    spec: {}\n",
  values: '{"global":{}}',
};
const MESH = { mesh: "trustDomain: cluster.local\n" };

function configMap(name: string, data: Record<string, string>, revision = "default"): KubernetesObject {
  const metadata = { name, namespace: "istio-system", labels: { "istio.io/rev": revision } };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

function node(name: string, kubeletVersion: string): KubernetesObject {
  return { apiVersion: "v1", kind: "Node", metadata: { name }, status: { nodeInfo: { kubeletVersion } } };
}

function clusterOf(...configMaps: readonly KubernetesObject[]): Record<string, KubernetesObject[]> {
  return {
    "/api/v1/namespaces/istio-system/configmaps": [...configMaps],
    "/api/v1/nodes": [node("b", "v1.34.2"), node("a", "v1.9.9")],
  };
}

const ISTIO = clusterOf(configMap("istio-sidecar-injector", INJECTOR), configMap("istio", MESH));

async function imported(server: KubernetesServer, ...args: string[]): ReturnType<typeof run> {
  await server.start();
  try {
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, server.kubeconfig());
    const out = join(folder, "injector.json");
    rmSync(out, { force: true });
    return await run(["template", "import", "--kubeconfig", kubeconfig, "--out", out, ...args]);
  } finally {
    server.stop();
  }
}

const written = () => loadInjectorSource(readFileSync(join(folder, "injector.json"), "utf8"));

describe("remora template import", () => {
  const SERVERS = [
    [
      "over TLS, by an authority that the kubeconfig names",
      () => servingCertificate(join(folder, "tls"), "::1"),
    ],
    ["over plain HTTP, as kubectl proxy serves it", () => undefined],
  ] as const;

  test.each(SERVERS)("collects Istio's ConfigMaps and the oldest node's version %s", async (_, tls) => {
    const { code, stderr } = await imported(new KubernetesServer(ISTIO, await tls()));
    expect(stderr).toContain("imported templates sidecar; revision default; Kubernetes v1.9.9");
    expect(code).toBe(0);
    expect(written()).toEqual({ ...INJECTOR, ...MESH, revision: "default", kubernetesVersion: "v1.9.9" });
  });

  test("wants a revision where there are several and none is the default", async () => {
    const two = clusterOf(
      ...["1-29", "1-30"].flatMap((revision) => [
        configMap(`istio-sidecar-injector-${revision}`, INJECTOR, revision),
        configMap(`istio-${revision}`, MESH, revision),
      ]),
    );
    const unsaid = await imported(new KubernetesServer(two));
    expect(unsaid.code).not.toBe(0);
    expect(unsaid.stderr).toContain("has the revisions 1-29, 1-30; choose one with --revision");
    expect((await imported(new KubernetesServer(two), "--revision", "1-30")).code).toBe(0);
    expect(written().revision).toBe("1-30");
  });

  test("says so, and exits with an error, where Istio is not installed", async () => {
    const { code, stderr } = await imported(new KubernetesServer(clusterOf()));
    expect(code).not.toBe(0);
    expect(stderr).toContain("the namespace istio-system has no ConfigMap istio-sidecar-injector");
  });
});

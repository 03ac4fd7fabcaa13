import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { servingCertificate } from "../../../cli/serve/certificate.ts";
import type { IstioConfiguration } from "../../support/istio.ts";
import { type KubernetesObject, KubernetesServer } from "../../support/kubernetes-server.ts";

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

/**
 * As much of a cluster as getting started needs: Istio's two ConfigMaps behind an API server that speaks TLS, a
 * kubeconfig for it, and a kubectl that applies webhook configurations.
 */
export class Cluster {
  /** Makes a shell's commands talk to it. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder of its kubectl. */
  readonly bin: string;
  readonly #server: KubernetesServer;

  static async start(
    folder: string,
    configuration: IstioConfiguration,
    kubernetesVersion: string,
  ): Promise<Cluster> {
    const tls = await servingCertificate(join(folder, "tls"), "127.0.0.1");
    const server = new KubernetesServer(
      {
        "/api/v1/namespaces/istio-system/configmaps": configMaps(configuration),
        "/api/v1/nodes": [node(kubernetesVersion)],
        [WEBHOOKS]: [],
      },
      tls,
    );
    return new Cluster(folder, await server.start());
  }

  private constructor(folder: string, server: KubernetesServer) {
    this.#server = server;
    this.bin = join(folder, "bin");
    mkdirSync(this.bin, { recursive: true });
    // Not a copy: it finds its packages from where it is.
    symlinkSync(fileURLToPath(new URL("kubectl.mjs", import.meta.url)), join(this.bin, "kubectl"));
    const KUBECONFIG = join(folder, "kubeconfig");
    writeFileSync(KUBECONFIG, server.kubeconfig());
    this.env = { KUBECONFIG };
  }

  /** The webhook configurations that were applied. */
  webhooks(): KubernetesObject[] {
    return this.#server.list(WEBHOOKS);
  }

  stop(): void {
    this.#server.stop();
  }
}

function configMaps({ config, values, mesh }: IstioConfiguration): KubernetesObject[] {
  const data = {
    "istio-sidecar-injector": { config, values },
    istio: { mesh, meshNetworks: "networks: {}" },
    "kube-root-ca.crt": { "ca.crt": "" },
  };
  return Object.entries(data).map(([name, data]) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "istio-system" },
    data,
  }));
}

function node(kubeletVersion: string): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "node-1" },
    status: { nodeInfo: { kubeletVersion } },
  };
}

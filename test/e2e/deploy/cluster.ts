import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { IstioConfiguration } from "../../support/istio.ts";

/**
 * As much of a cluster as getting started needs: Istio's two ConfigMaps behind an API server's paths, a kubeconfig
 * for it, and a kubectl that keeps what is applied.
 */
export class Cluster {
  readonly #folder: string;
  readonly #server: Server;

  constructor(folder: string, { config, values, mesh }: IstioConfiguration) {
    this.#folder = folder;
    mkdirSync(join(folder, "bin"), { recursive: true });
    copyFileSync(fileURLToPath(new URL("kubectl.mjs", import.meta.url)), join(folder, "bin/kubectl"));
    const maps = {
      "istio-sidecar-injector": { config, values },
      istio: { mesh, meshNetworks: "networks: {}" },
    };
    for (const [name, data] of Object.entries(maps)) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(configMap(name, data)));
    }
    this.#server = createServer(({ url = "" }, response) => {
      const name = /^\/api\/v1\/namespaces\/istio-system\/configmaps\/([\w-]+)(\?|$)/.exec(url)?.[1] ?? "";
      const found = Object.hasOwn(maps, name);
      const body = found ? readFileSync(join(folder, `${name}.json`)) : '{"kind":"Status","code":404}';
      response.writeHead(found ? 200 : 404, { "content-type": "application/json" }).end(body);
    });
  }

  async start(): Promise<Readonly<Record<string, string>>> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const server = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const kubeconfig = join(this.#folder, "kubeconfig");
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "prod-1",
      contexts: [{ name: "prod-1", context: { cluster: "prod-1", user: "operator" } }],
      clusters: [{ name: "prod-1", cluster: { server } }],
      users: [{ name: "operator", user: { token: "operator" } }],
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
    return { KUBECONFIG: kubeconfig, CLUSTER_FOLDER: this.#folder };
  }

  /** The folder of its kubectl. */
  get bin(): string {
    return join(this.#folder, "bin");
  }

  applied(): string {
    return readFileSync(join(this.#folder, "applied.yaml"), "utf8");
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function configMap(name: string, data: Readonly<Record<string, string>>): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "istio-system" }, data };
}

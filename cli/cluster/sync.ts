import { clusterIdOf } from "../../lib/clusters/cluster-id.ts";
import { KubernetesApi } from "../kubernetes/api.ts";
import { findIstio, readSurroundings } from "../kubernetes/istio.ts";
import { readKubeconfig } from "../kubernetes/kubeconfig.ts";
import { type RegistryOptions, requireRegistry, storeOf } from "../registry.ts";

export interface SyncOptions extends RegistryOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly istioNamespace: string;
}

/** Writes what istiod knows of the cluster into its entry: Istio's name of it, the nodes' version, OpenShift's ranges. */
export async function syncCluster(name: string, options: SyncOptions): Promise<void> {
  await requireRegistry(options);
  const api = new KubernetesApi(await readKubeconfig(options));
  try {
    const { kubernetesVersion, platform, namespaces } = await readSurroundings(api);
    const part = (await storeOf(options)).partOf(name);
    const registry = await part.read();
    const revision = registry.registry().clusters.get(name)?.revision ?? "default";
    const istio = await findIstio(api, { namespace: options.istioNamespace, revision });
    const clusterId = istio && clusterIdOf(istio.values);
    const fields = {
      ...(clusterId && { clusterId }),
      ...(kubernetesVersion && { kubernetesVersion }),
      ...(platform && { platform }),
      ...(namespaces && {
        namespaces: Object.fromEntries(
          namespaces.map(({ metadata: { name, annotations } }) => [name, { annotations }]),
        ),
      }),
    };
    registry.set(name, fields);
    await part.write(registry);
    const ranges = namespaces ? `, the ranges of ${namespaces.length} namespaces` : "";
    process.stderr.write(
      `${part.name} written: ${clusterId ? `Istio's name ${clusterId}, ` : ""}Kubernetes ${kubernetesVersion ?? "of no known version (no nodes)"}${ranges}\n`,
    );
  } finally {
    api.close();
  }
}

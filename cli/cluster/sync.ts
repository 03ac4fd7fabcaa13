import { KubernetesApi } from "../kubernetes/api.ts";
import { readSurroundings } from "../kubernetes/istio.ts";
import { readKubeconfig } from "../kubernetes/kubeconfig.ts";
import { type RegistryOptions, requireRegistry, storeOf } from "../registry.ts";

export interface SyncOptions extends RegistryOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** Writes what istiod reads of the cluster around it into the cluster's entry: its nodes' version, OpenShift's ranges. */
export async function syncCluster(name: string, options: SyncOptions): Promise<void> {
  await requireRegistry(options);
  const api = new KubernetesApi(await readKubeconfig(options));
  try {
    const { kubernetesVersion, platform, namespaces } = await readSurroundings(api);
    const fields = {
      ...(kubernetesVersion && { kubernetesVersion }),
      ...(platform && { platform }),
      ...(namespaces && {
        namespaces: Object.fromEntries(
          namespaces.map(({ metadata: { name, annotations } }) => [name, { annotations }]),
        ),
      }),
    };
    const part = (await storeOf(options)).partOf(name);
    const registry = await part.read();
    registry.set(name, fields);
    await part.write(registry);
    const ranges = namespaces ? `, the ranges of ${namespaces.length} namespaces` : "";
    process.stderr.write(
      `${part.name} written: Kubernetes ${kubernetesVersion ?? "of no known version (no nodes)"}${ranges}\n`,
    );
  } finally {
    api.close();
  }
}

import type { MutatorSource } from "../../lib/rules/mutator.ts";
import { KubernetesApi } from "../kubernetes/api.ts";
import { readIstio } from "../kubernetes/istio.ts";
import { readKubeconfig } from "../kubernetes/kubeconfig.ts";
import type { ImportOptions } from "../template-import.ts";

/** What istiod reads in the cluster of the kubeconfig. */
export async function collectFromCluster(options: ImportOptions): Promise<MutatorSource> {
  const api = new KubernetesApi(await readKubeconfig(options));
  try {
    return await readIstio(api, options);
  } finally {
    api.close();
  }
}

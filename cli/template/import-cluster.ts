import { stringify } from "yaml";
import type { MutatorSource } from "../../lib/rules/mutator.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { UsageError } from "../fail.ts";
import { KubernetesApi, type KubernetesObject } from "../kubernetes/api.ts";
import { readKubeconfig } from "../kubernetes/kubeconfig.ts";
import type { ImportOptions } from "../template-import.ts";

/** What istiod reads in its cluster: its two ConfigMaps, the ProxyConfig resources, and the nodes' versions. */
export async function collectFromCluster(options: ImportOptions): Promise<MutatorSource> {
  const api = new KubernetesApi(await readKubeconfig(options));
  try {
    const suffix = await revisionSuffix(api, options);
    const configMaps = await Promise.all(
      ["istio-sidecar-injector", "istio"].map((name) => configMap(api, options.namespace, name + suffix)),
    );
    const proxyConfigs = await api.list("/apis/networking.istio.io/v1beta1/proxyconfigs");
    const documents = [...configMaps, ...proxyConfigs.map((item) => ({ ...item, kind: "ProxyConfig" }))];
    const source = loadInjectorSource(documents.map((document) => stringify(document)).join("---\n"));
    const kubernetesVersion = await oldestNode(api);
    return { ...source, ...(kubernetesVersion && { kubernetesVersion }) };
  } finally {
    api.close();
  }
}

/** "" for the default revision. Where there are several and none was chosen, the user has to. */
async function revisionSuffix(api: KubernetesApi, { namespace, revision }: ImportOptions): Promise<string> {
  if (revision !== undefined) return revision === "default" ? "" : `-${revision}`;
  const all: KubernetesObject[] = await api.list(`/api/v1/namespaces/${namespace}/configmaps`);
  const suffixes = all
    .map(({ metadata }) => /^istio-sidecar-injector(-.*)?$/.exec(metadata.name))
    .filter((match) => match !== null)
    .map((match) => match[1] ?? "");
  const [only, ...more] = suffixes;
  if (only === undefined) {
    throw new UsageError(`the namespace ${namespace} has no ConfigMap istio-sidecar-injector`, {
      hint: "Name the namespace that Istio is installed in with --namespace, or another cluster with --context.",
    });
  }
  if (more.length > 0 && !suffixes.includes("")) {
    const names = suffixes.map((suffix) => suffix.slice(1)).join(", ");
    throw new UsageError(`the namespace ${namespace} has the revisions ${names}; choose one with --revision`);
  }
  return suffixes.includes("") ? "" : only;
}

async function configMap(api: KubernetesApi, namespace: string, name: string): Promise<KubernetesObject> {
  const found = await api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`);
  if (found === undefined) throw new UsageError(`the namespace ${namespace} has no ConfigMap ${name}`);
  const { metadata, data } = found;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: metadata.name, labels: metadata.labels },
    data,
  };
}

/** Istio makes native sidecars where every node has Kubernetes 1.33 or newer: the oldest decides. */
async function oldestNode(api: KubernetesApi): Promise<string | undefined> {
  const nodes = await api.list("/api/v1/nodes");
  const versions: string[] = nodes.map(({ status }) => status?.nodeInfo?.kubeletVersion).filter(Boolean);
  const minor = (version: string) => Number(/^v?\d+\.(\d+)/.exec(version)?.[1] ?? 0);
  return versions.sort((a, b) => minor(a) - minor(b))[0];
}

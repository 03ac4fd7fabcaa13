import { stringify } from "yaml";
import type { MutatorSource } from "../../lib/rules/mutator.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { UsageError } from "../fail.ts";
import type { KubernetesApi, KubernetesObject } from "./api.ts";

export const PROXY_CONFIGS = "/apis/networking.istio.io/v1beta1/proxyconfigs";

/** What OpenShift writes on each namespace, and Istio reads there. */
const OPENSHIFT = ["openshift.io/sa.scc.uid-range", "openshift.io/sa.scc.supplemental-groups"];

/** Of which of a cluster's istiods. */
export interface IstioChoice {
  /** The namespace that Istio is installed in. */
  readonly namespace: string;
  /** Where there are several and none is the default one, a choice has to be made. */
  readonly revision?: string;
}

/**
 * What istiod reads in its cluster: its two ConfigMaps, the ProxyConfig resources, the nodes' versions, and on
 * OpenShift the namespaces' ranges of ids.
 *
 * @throws UsageError where the cluster has no such istiod, or several.
 */
export async function readIstio(api: KubernetesApi, choice: IstioChoice): Promise<MutatorSource> {
  const suffix = await revisionSuffix(api, choice);
  const configMaps = await Promise.all(
    ["istio-sidecar-injector", "istio"].map((name) => configMap(api, choice.namespace, name + suffix)),
  );
  const proxyConfigs = await api.list(PROXY_CONFIGS);
  const documents = [...configMaps, ...proxyConfigs.map((item) => ({ ...item, kind: "ProxyConfig" }))];
  const source = loadInjectorSource(documents.map((document) => stringify(document)).join("---\n"));
  return { ...source, ...(await readSurroundings(api)) };
}

/** As {@link readIstio}; undefined where the cluster has no such istiod. */
export async function findIstio(api: KubernetesApi, choice: IstioChoice): Promise<MutatorSource | undefined> {
  try {
    return await readIstio(api, choice);
  } catch (error) {
    if (error instanceof UsageError && /has no ConfigMap/.test(error.message)) return undefined;
    throw error;
  }
}

/** What istiod reads of the cluster around it: the oldest node's version, and OpenShift's ranges. */
export async function readSurroundings(
  api: KubernetesApi,
): Promise<Pick<MutatorSource, "kubernetesVersion" | "platform" | "namespaces">> {
  const kubernetesVersion = await oldestNode(api);
  const namespaces = rangesOf(await api.list("/api/v1/namespaces"));
  return {
    ...(kubernetesVersion && { kubernetesVersion }),
    ...(namespaces.length > 0 && { platform: "openshift", namespaces }),
  };
}

function rangesOf(namespaces: readonly KubernetesObject[]): NonNullable<MutatorSource["namespaces"]> {
  return namespaces.flatMap(({ metadata: { name, annotations = {} } }) => {
    const ranges = Object.fromEntries(
      OPENSHIFT.filter((key) => Object.hasOwn(annotations, key)).map((key) => [key, annotations[key]]),
    );
    return Object.keys(ranges).length > 0 ? [{ metadata: { name, annotations: ranges } }] : [];
  });
}

/** "" for the default revision. Where there are several and none was chosen, the user has to. */
async function revisionSuffix(api: KubernetesApi, { namespace, revision }: IstioChoice): Promise<string> {
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

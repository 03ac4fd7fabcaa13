import { createHash } from "node:crypto";
import type { OverlaySource } from "../injection/provenance/field-input.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import type { MutatorSource } from "../rules/mutator.ts";
import { overlayDocument } from "./overlay.ts";
import type { Cluster } from "./registry.ts";

/** What a cluster changes in an injector: everything of its entry that the compiled injector depends on. */
type Changes = Pick<
  Cluster,
  "overlay" | "revision" | "kubernetesVersion" | "nativeSidecars" | "platform" | "namespaces" | "proxyConfigs"
>;

function changesOf(cluster: Cluster): Changes {
  const { overlay, revision, kubernetesVersion, nativeSidecars, platform, namespaces, proxyConfigs } =
    cluster;
  return { overlay, revision, kubernetesVersion, nativeSidecars, platform, namespaces, proxyConfigs };
}

/** Equal keys mean equal injectors for equal versions; "" where a cluster changes nothing. */
export function changesKey(cluster: Cluster): string {
  let key = keys.get(cluster);
  if (key === undefined) {
    const text = JSON.stringify(changesOf(cluster));
    key = text === "{}" ? "" : createHash("sha256").update(text).digest("hex").slice(0, 16);
    keys.set(cluster, key);
  }
  return key;
}
const keys = new WeakMap<Cluster, string>();

/** The injector's configuration as a cluster has it: its overlay laid over values and mesh, its own settings in place of the common ones. */
export function sourceForCluster(common: MutatorSource, cluster: Cluster): MutatorSource {
  const { overlay, proxyConfigs, namespaces, ...settings } = changesOf(cluster);
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return {
    ...common,
    ...given,
    ...(namespaces !== undefined && { namespaces: namespaceObjects(namespaces) }),
    ...(overlay?.values && { values: overlayText(common.values, overlay.values) }),
    ...(overlay?.mesh && { mesh: overlayText(common.mesh, overlay.mesh) }),
    ...(proxyConfigs !== undefined && {
      proxyConfigs: [...(common.proxyConfigs ?? []), ...proxyConfigs],
    }),
  };
}

/** By their names in the registry, as a list in an injector. */
function namespaceObjects(
  namespaces: NonNullable<Cluster["namespaces"]>,
): NonNullable<MutatorSource["namespaces"]> {
  return Object.entries(namespaces).map(([name, { annotations }]) => ({
    metadata: { name, ...(annotations && { annotations }) },
  }));
}

/** What a cluster's entry lays over the values and the mesh configuration, for whoever tells the layers apart. */
export function overlaySourceOf(name: string, { overlay }: Cluster): OverlaySource | undefined {
  return overlay && { cluster: name, ...overlay };
}

/** JSON is YAML, and what Istio reads from either is the same. */
function overlayText(text: string | undefined, overlay: unknown): string {
  return JSON.stringify(overlayDocument(parseYaml(text ?? "{}"), overlay));
}

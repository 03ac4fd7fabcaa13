import { overlaySourceOf, sourceForCluster } from "../../lib/clusters/cluster-source.ts";
import type { Cluster } from "../../lib/clusters/registry.ts";
import type { OverlaySource } from "../../lib/injection/provenance/field-input.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, type Mutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import type { Settings } from "../api.ts";

/** The served configuration, and the cluster's entry in the registry, if it has one. */
export interface Served {
  readonly source: MutatorSource;
  readonly cluster?: { readonly name: string; readonly entry: Cluster } | undefined;
}

/**
 * The configuration with what the page has changed in it: texts before the cluster's overlay is laid over them,
 * settings after it.
 *
 * @throws KubernetesError where the rules are no YAML
 */
export function configured({ source, cluster }: Served, settings: Settings): MutatorSource {
  const { config, values, mesh, rules, revision, kubernetesVersion, nativeSidecars } = settings;
  const { rules: served, ...istio } = source;
  const effective = rules === undefined ? served : readRules(rules);
  const common = {
    ...istio,
    ...(effective !== undefined && { rules: effective }),
    ...(config !== undefined && { config }),
    ...(values !== undefined && { values }),
    ...(mesh !== undefined && { mesh }),
  };
  return {
    ...(cluster === undefined ? common : laidOver(common, cluster.entry)),
    ...(revision !== undefined && { revision }),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    ...(nativeSidecars !== undefined && { nativeSidecars }),
  };
}

export function overlayOf({ cluster }: Served): OverlaySource | undefined {
  return cluster && overlaySourceOf(cluster.name, cluster.entry);
}

/** A text that an overlay cannot be laid over is complained of where it is compiled, with its line. */
function laidOver(common: MutatorSource, entry: Cluster): MutatorSource {
  try {
    return sourceForCluster(common, entry);
  } catch {
    return common;
  }
}

/** `rules: […]`, or the list alone; nothing is no rule. */
function readRules(text: string): unknown {
  const document = parseYaml(text);
  return (isObject(document) ? document.rules : document) ?? undefined;
}

/** The last configurations stay compiled: while a workload is typed, nothing else changes. Two are compared. */
const compiled = new Map<string, Mutator>();
const KEPT = 2;

/** @throws whatever is wrong with the configuration */
export function compile(source: MutatorSource): Mutator {
  const key = JSON.stringify(source);
  const mutator = compiled.get(key) ?? compileMutator(source);
  compiled.delete(key);
  compiled.set(key, mutator);
  for (const oldest of compiled.keys()) if (compiled.size > KEPT) compiled.delete(oldest);
  return mutator;
}

import { isDeepStrictEqual } from "node:util";
import { detectNativeSidecars } from "../../lib/injection/native-sidecars.ts";
import { isObject, own } from "../../lib/kubernetes/objects.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import type { MutatorSource } from "../../lib/rules/mutator.ts";
import type { Difference } from "./report.ts";

/**
 * How what istiod reads live in a cluster differs from what is in service. Spelling does not count: documents are
 * compared as what they say.
 */
export function compareSources(cluster: MutatorSource, inService: MutatorSource): Difference[] {
  return [
    ...documents("config", cluster.config, inService.config).map(asTemplate),
    ...documents("values", cluster.values, inService.values),
    ...documents("mesh", cluster.mesh, inService.mesh),
    ...proxyConfigs(cluster, inService),
    ...nodes(cluster, inService),
    ...namespaces(cluster, inService),
  ];
}

type Part = Difference["part"];

function documents(part: Part, cluster: string | undefined, inService: string | undefined): Difference[] {
  return values(part, [], parseYaml(cluster ?? "{}"), parseYaml(inService ?? "{}"));
}

/** Leaf by leaf. */
function values(part: Part, path: readonly string[], cluster: unknown, inService: unknown): Difference[] {
  if (isObject(cluster) && isObject(inService)) {
    const keys = [...new Set([...Object.keys(cluster), ...Object.keys(inService)])].sort();
    return keys.flatMap((key) => values(part, [...path, key], own(cluster, key), own(inService, key)));
  }
  if (isDeepStrictEqual(cluster, inService)) return [];
  return [{ part, path: path.join("."), cluster: shown(cluster), inService: shown(inService) }];
}

/** A template is a text of a thousand lines: which one it is says enough. */
function asTemplate(difference: Difference): Difference {
  const [first, ...rest] = difference.path.split(".");
  if (first !== "templates") return difference;
  const path = rest.join(".");
  const { cluster, inService } = difference;
  if (cluster !== MISSING && inService !== MISSING)
    return { part: "templates", path, cluster: "the texts differ", inService: "the texts differ" };
  const there = (text: string) => (text === MISSING ? MISSING : "there");
  return { part: "templates", path, cluster: there(cluster), inService: there(inService) };
}

const MISSING = "missing";
const LONGEST = 60;

function shown(value: unknown): string {
  if (value === undefined) return MISSING;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function proxyConfigs(
  { proxyConfigs: cluster = [] }: MutatorSource,
  { proxyConfigs: inService = [] }: MutatorSource,
): Difference[] {
  const byName = (all: typeof cluster) =>
    new Map(all.map(({ namespace, name, spec }) => [`${namespace}/${name}`, spec ?? {}]));
  const [there, here] = [byName(cluster), byName(inService)];
  return [...new Set([...there.keys(), ...here.keys()])].sort().flatMap((name) => {
    const [spec, served] = [there.get(name), here.get(name)];
    if (isDeepStrictEqual(plain(spec), plain(served))) return [];
    return [{ part: "ProxyConfig", path: name, cluster: shown(spec), inService: shown(served) } as const];
  });
}

const plain = (value: unknown) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** What the nodes' versions decide on: native sidecars. Where the operator has decided, they decide nothing. */
function nodes(cluster: MutatorSource, inService: MutatorSource): Difference[] {
  if (cluster.kubernetesVersion === undefined || inService.nativeSidecars !== undefined) return [];
  const decided = (source: MutatorSource) => detectNativeSidecars(undefined, nodesOf(source), undefined);
  if (decided(cluster) === decided(inService)) return [];
  const described = (source: MutatorSource) => {
    const version = source.kubernetesVersion ?? source.nodes?.map((node) => node.kubeletVersion).join(", ");
    return `${version || "no version"} (${decided(source) ? "native sidecars" : "no native sidecars"})`;
  };
  return [
    { part: "nodes", path: "", cluster: `Kubernetes ${described(cluster)}`, inService: described(inService) },
  ];
}

function nodesOf({ nodes, kubernetesVersion }: MutatorSource): NonNullable<MutatorSource["nodes"]> {
  return nodes ?? (kubernetesVersion ? [{ name: "", kubeletVersion: kubernetesVersion }] : []);
}

/** OpenShift's ranges: what is in service may know of fewer namespaces, and then gives their pods other ids. */
function namespaces(cluster: MutatorSource, inService: MutatorSource): Difference[] {
  if (cluster.platform !== "openshift" && inService.platform !== "openshift") return [];
  const there = new Map(cluster.namespaces?.map(({ metadata }) => [metadata.name, metadata.annotations]));
  const here = new Map(inService.namespaces?.map(({ metadata }) => [metadata.name, metadata.annotations]));
  const platform =
    cluster.platform === inService.platform
      ? []
      : [{ path: "platform", cluster: shown(cluster.platform), inService: shown(inService.platform) }];
  const ranges = [...there].flatMap(([name, annotations = {}]) => {
    const served = here.get(name) ?? {};
    const differs = Object.entries(annotations).some(([key, value]) => own(served, key) !== value);
    return differs ? [{ path: name, cluster: shown(annotations), inService: shown(here.get(name)) }] : [];
  });
  return [...platform, ...ranges].map((difference) => ({ part: "namespaces", ...difference }));
}

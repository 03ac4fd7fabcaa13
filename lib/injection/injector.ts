import { EffectiveProxyConfigs } from "../istio/effective-proxy-config.ts";
import { istioFuncs } from "../istio/functions.ts";
import { type InjectorConfig, parseInjectorConfig } from "../istio/injector-config.ts";
import { parseMeshConfig } from "../istio/mesh-config.ts";
import type { ProxyConfigResource } from "../istio/proxy-config.ts";
import { parseValues } from "../istio/values.ts";
import { BlockMemo } from "../kubernetes/yaml/block-memo.ts";
import { type InjectorValues, injectorValues } from "./injector-values.ts";
import { type MeshSettings, meshSettings } from "./mesh-settings.ts";
import type { Node } from "./native-sidecars.ts";
import { rewritesHooks } from "./older-istio.ts";
import { Replicas } from "./replicas.ts";

/** Everything that a cluster's injector is configured by, as texts and plain data. */
export interface InjectorSource {
  /** `config` of the ConfigMap istio-sidecar-injector. */
  readonly config: string;
  /** `values` of the same. */
  readonly values: string;
  /** `mesh` of the ConfigMap istio. */
  readonly mesh: string;
  /** The label istio.io/rev that this injector is responsible for; "" is the default revision. */
  readonly revision?: string;
  readonly proxyConfigs?: readonly ProxyConfigResource[];
  /** Of all nodes, in place of `nodes`: "v1.34.0". */
  readonly kubernetesVersion?: string;
  readonly nodes?: readonly Node[];
  /** istiod's ENABLE_NATIVE_SIDECARS; undefined is "auto", by the versions of the nodes. */
  readonly nativeSidecars?: boolean;
  /** "openshift" turns on what Istio does there; anything else nothing. */
  readonly platform?: string;
  /** On OpenShift, the namespaces, whose annotations hold the ids that their pods may have. */
  readonly namespaces?: readonly NamespaceObject[];
  /** istiod's COMPLIANCE_POLICY. */
  readonly compliancePolicy?: string;
  /** istiod's environment, as far as templates may see it. */
  readonly env?: Readonly<Record<string, string>>;
  /** False works every pod out anew, also one that is equal to another; nothing but the time it takes depends on it. */
  readonly reuseDecisions?: boolean;
}

export interface NamespaceObject {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

/**
 * A configuration, read: templates parsed, values and mesh decoded, ProxyConfigs layered. It never changes
 * but for what it remembers, and all requests share it.
 */
export interface Injector {
  readonly config: Omit<InjectorConfig, "templates">;
  readonly templates: InjectorConfig["templates"];
  readonly values: InjectorValues;
  /** Whether the agent takes over life cycle hooks too, not only probes. */
  readonly rewritesHooks: boolean;
  readonly mesh: MeshSettings;
  readonly proxyConfigs: EffectiveProxyConfigs;
  readonly revision: string;
  readonly nativeSidecars: boolean | undefined;
  readonly nodes: readonly Node[];
  readonly platform: string;
  readonly namespaceAnnotations: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly compliancePolicy: string;
  readonly replicas: Replicas;
  /** What rendered templates have in common, where pods may share it. */
  readonly blocks: BlockMemo | undefined;
}

export interface CompileOptions {
  /** False leaves it to the caller to see that all templates parse (`templates.check()`), and when. */
  readonly checkTemplates?: boolean;
}

/** @throws IstioError that says which part is wrong, with the place in it as its cause */
export function compileInjector(
  source: InjectorSource,
  { checkTemplates = true }: CompileOptions = {},
): Injector {
  const reuse = source.reuseDecisions ?? true;
  const replicas = new Replicas(reuse);
  const functions = replicas.watch(templateFunctions(source));
  const { templates, ...config } = parseInjectorConfig(source.config, functions);
  if (checkTemplates) templates.check();
  const mesh = parseMeshConfig(source.mesh);
  const values = injectorValues(parseValues(source.values));
  return {
    config,
    templates,
    values,
    rewritesHooks: rewritesHooks(source.config, values.images.tag),
    mesh: meshSettings(mesh),
    proxyConfigs: new EffectiveProxyConfigs(mesh, source.proxyConfigs),
    revision: source.revision ?? "",
    nativeSidecars: source.nativeSidecars,
    nodes: source.nodes ?? nodesOfVersion(source.kubernetesVersion),
    platform: source.platform ?? "",
    namespaceAnnotations: new Map(
      source.namespaces?.map(({ metadata }) => [metadata.name, metadata.annotations ?? {}]),
    ),
    compliancePolicy: source.compliancePolicy ?? "",
    replicas,
    blocks: reuse ? new BlockMemo() : undefined,
  };
}

function templateFunctions(source: InjectorSource) {
  return istioFuncs({
    clock: () => new Date(),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    env: { ...nativeSidecarsVariable(source), ...source.env },
  });
}

/** Templates up to Istio 1.26 read the setting where istiod has it. */
function nativeSidecarsVariable({ nativeSidecars }: InjectorSource): Record<string, string> {
  return nativeSidecars === undefined ? {} : { ENABLE_NATIVE_SIDECARS: String(nativeSidecars) };
}

function nodesOfVersion(version: string | undefined): readonly Node[] {
  return version ? [{ name: "", kubeletVersion: version }] : [];
}

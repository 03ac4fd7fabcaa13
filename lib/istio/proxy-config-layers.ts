import {
  oldestOfEachNamespace,
  type ProxyConfigTarget,
  readAnnotation,
  selects,
} from "./effective-proxy-config.ts";
import { proxyConfigDescriptor } from "./proto/descriptors.ts";
import { unmarshal } from "./proto/unmarshal.ts";
import {
  defaultProxyConfig,
  type ProxyConfig,
  type ProxyConfigResource,
  readProxyConfigResources,
  type ScopedProxyConfig,
} from "./proxy-config.ts";

/** One of the configurations that a pod's ProxyConfig is laid together from, by itself. */
export type ProxyConfigLayer = { readonly config: ProxyConfig } & (
  | { readonly kind: "default" }
  /** `defaultConfig` of the mesh configuration. */
  | { readonly kind: "mesh" }
  | {
      readonly kind: "resource";
      /** "namespace/name" */
      readonly name: string;
      /** The pods that it is for: all, those of its namespace, or those that it selects there. */
      readonly scope: "mesh" | "namespace" | "selector";
    }
  /** `proxy.istio.io/config` */
  | { readonly kind: "annotation" }
);

export interface LayeredProxyConfig {
  /** `defaultConfig` as the mesh configuration has it, without Istio's defaults. */
  readonly ofMesh: unknown;
  readonly rootNamespace: string;
  readonly resources?: readonly ProxyConfigResource[] | undefined;
}

/**
 * The layers of a pod's ProxyConfig, from weakest to strongest, as EffectiveProxyConfigs lays them together; those
 * that are not there are left out.
 */
export function proxyConfigLayers(
  { ofMesh, rootNamespace, resources = [] }: LayeredProxyConfig,
  target: ProxyConfigTarget,
): ProxyConfigLayer[] {
  const scoped = readProxyConfigResources(resources);
  const forAll = oldestOfEachNamespace(scoped.filter(({ selector }) => selector === undefined));
  const selecting = scoped.filter(({ selector = {} }) => Object.keys(selector).length > 0);
  const { annotation, namespace } = target;
  return [
    { kind: "default", config: defaultProxyConfig },
    ...(ofMesh ? [{ kind: "mesh", config: unmarshal(proxyConfigDescriptor, ofMesh) } as const] : []),
    ...layerOf(forAll.get(rootNamespace), "mesh"),
    ...(namespace === rootNamespace ? [] : layerOf(forAll.get(namespace), "namespace")),
    ...(annotation === undefined
      ? []
      : [{ kind: "annotation", config: readAnnotation(annotation) } as const]),
    ...layerOf(
      selecting.find((resource) => selects(resource, target)),
      "selector",
    ),
  ];
}

function layerOf(
  resource: ScopedProxyConfig | undefined,
  scope: "mesh" | "namespace" | "selector",
): ProxyConfigLayer[] {
  if (resource === undefined) return [];
  const { name, namespace, config } = resource;
  return [{ kind: "resource", name: `${namespace}/${name}`, scope, config }];
}

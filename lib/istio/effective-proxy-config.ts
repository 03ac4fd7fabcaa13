import { Memo } from "./memo.ts";
import type { MeshConfig } from "./mesh-config.ts";
import {
  defaultProxyConfig,
  overlayProxyConfig,
  type ProxyConfig,
  type ProxyConfigResource,
  parseProxyConfigAnnotation,
  readProxyConfigResources,
  type ScopedProxyConfig,
} from "./proxy-config.ts";

type StringMap = Readonly<Record<string, string>>;

/** The part of a pod that chooses its ProxyConfig. */
export interface ProxyConfigTarget {
  readonly namespace: string;
  readonly labels?: StringMap | undefined;
  /** The value of `proxy.istio.io/config`. */
  readonly annotation?: string | undefined;
}

/**
 * The ProxyConfig of each pod (ProxyConfigs.EffectiveProxyConfig of pilot/pkg/model/proxy_config.go), from
 * weakest to strongest:
 *
 * 1. the built-in default
 * 2. `defaultConfig` of the mesh configuration
 * 3. the ProxyConfig resource of the root namespace
 * 4. that of the pod's namespace
 * 5. the annotation `proxy.istio.io/config`
 * 6. the ProxyConfig resource of the pod's namespace whose selector matches the pod
 *
 * The first four are merged at construction. Equal targets get the same object.
 */
export class EffectiveProxyConfigs {
  readonly #root: ProxyConfig;
  readonly #namespaces: ReadonlyMap<string, ProxyConfig>;
  readonly #selecting: readonly ScopedProxyConfig[];
  /** By namespace (or "" where it has no resource), index of the selecting resource, and annotation, as JSON. */
  readonly #combined = new Memo((key) => {
    const [namespace, selected, annotation] = JSON.parse(key) as [string, number, string | null];
    const fromAnnotation = annotation === null ? {} : readAnnotation(annotation);
    const ofPod = overlayProxyConfig(this.#selecting[selected]?.config ?? {}, fromAnnotation);
    return overlayProxyConfig(ofPod, this.#namespaces.get(namespace) ?? this.#root);
  });

  /** @throws IstioError `invalid-proxy-config` for a resource that cannot be read */
  constructor(mesh: MeshConfig, resources: readonly ProxyConfigResource[] = []) {
    const scoped = readProxyConfigResources(resources);
    const forAll = oldestOfEachNamespace(scoped.filter((resource) => resource.selector === undefined));
    const base = overlayProxyConfig(mesh.defaultConfig ?? {}, defaultProxyConfig);
    const rootNamespace = mesh.rootNamespace ?? "";
    const rootConfig = rootNamespace === "" ? undefined : forAll.get(rootNamespace);
    const root = rootConfig === undefined ? base : overlayProxyConfig(rootConfig.config, base);
    forAll.delete(rootNamespace);
    this.#root = root;
    this.#namespaces = new Map(
      [...forAll].map(([name, { config }]) => [name, overlayProxyConfig(config, root)]),
    );
    this.#selecting = scoped.filter((resource) => Object.keys(resource.selector ?? {}).length > 0);
  }

  /** An annotation that cannot be read counts as none here; validating the annotations refuses the pod. */
  of(target: ProxyConfigTarget): ProxyConfig {
    const selected = this.#selecting.findIndex((resource) => selects(resource, target));
    if (selected === -1 && target.annotation === undefined) {
      return this.#namespaces.get(target.namespace) ?? this.#root;
    }
    const namespace = this.#namespaces.has(target.namespace) ? target.namespace : "";
    return this.#combined.get(JSON.stringify([namespace, selected, target.annotation ?? null]));
  }
}

export function oldestOfEachNamespace(
  resources: readonly ScopedProxyConfig[],
): Map<string, ScopedProxyConfig> {
  const oldest = new Map<string, ScopedProxyConfig>();
  for (const resource of resources) {
    if (!oldest.has(resource.namespace)) oldest.set(resource.namespace, resource);
  }
  return oldest;
}

/** Is it for pods of this namespace and with these labels? */
export function selects(resource: ScopedProxyConfig, target: ProxyConfigTarget): boolean {
  if (resource.namespace !== target.namespace) return false;
  const labels = target.labels ?? {};
  return Object.entries(resource.selector ?? {}).every(
    ([name, value]) => Object.hasOwn(labels, name) && labels[name] === value,
  );
}

/** Of one that cannot be read, nothing. */
export function readAnnotation(text: string): ProxyConfig {
  try {
    return parseProxyConfigAnnotation(text);
  } catch {
    return {};
  }
}

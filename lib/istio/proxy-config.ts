import { IstioError, messageOf } from "./errors.ts";
import { proxyConfigDescriptor, proxyConfigResourceDescriptor } from "./proto/descriptors.ts";
import { type Draft, type FieldValue, type Message, newMap, setField } from "./proto/message.ts";
import { unmarshal } from "./proto/unmarshal.ts";
import { readYaml } from "./read-yaml.ts";

/** meshconfig.ProxyConfig: any field of the message; named are those that the injector itself reads. */
export interface ProxyConfig extends Message {
  readonly statusPort?: number;
  readonly interceptionMode?: number;
  readonly image?: ProxyImage;
  readonly proxyMetadata?: Readonly<Record<string, string>>;
  readonly proxyHeaders?: Message;
  readonly holdApplicationUntilProxyStarts?: Message & { readonly value?: boolean };
}
export interface ProxyImage extends Message {
  readonly imageType?: string;
}

/** ProxyConfig.InboundInterceptionMode. */
export const interceptionModes = { redirect: 0, tproxy: 1, none: 2 } as const;

/** mesh.DefaultProxyConfig (pkg/config/mesh/mesh.go). */
export const defaultProxyConfig: ProxyConfig = unmarshal(proxyConfigDescriptor, {
  configPath: "./etc/istio/proxy",
  serviceCluster: "istio-proxy",
  drainDuration: "45s",
  terminationDrainDuration: "5s",
  proxyAdminPort: 15000,
  controlPlaneAuthPolicy: "MUTUAL_TLS",
  discoveryAddress: "istiod.istio-system.svc:15012",
  binaryPath: "/usr/local/bin/envoy",
  statNameLength: 189,
  statusPort: 15020,
});

/**
 * mesh.MergeProxyConfig: reads a document over a ProxyConfig. What the document sets replaces, but for
 * `proxyMetadata`, which is merged, and `proxyHeaders`, which keeps the earlier ones that it does not name.
 *
 * @throws IstioError `invalid-proxy-config`
 */
export function mergeProxyConfig(document: unknown, base: ProxyConfig): ProxyConfig {
  try {
    return keepMerged(unmarshal(proxyConfigDescriptor, document, base), base);
  } catch (error) {
    throw new IstioError("invalid-proxy-config", `could not parse proxy config: ${messageOf(error)}`);
  }
}

/** The same for a document that is still YAML, as the annotation `proxy.istio.io/config` is. */
export function mergeProxyConfigText(yaml: string, base: ProxyConfig): ProxyConfig {
  let document: unknown;
  try {
    document = readYaml(yaml);
  } catch (error) {
    throw new IstioError("invalid-proxy-config", `could not parse proxy config: ${messageOf(error)}`);
  }
  return mergeProxyConfig(document, base);
}

/** The same for a ProxyConfig that is read already: its fields that are set go over those of the base. */
export function overlayProxyConfig(overlay: ProxyConfig, base: ProxyConfig): ProxyConfig {
  const draft: Draft = { ...base };
  for (const field of proxyConfigDescriptor.fields) {
    const value = overlay[field.json];
    if (value !== undefined) setField(draft, proxyConfigDescriptor, field, value);
  }
  return keepMerged(draft as Message, base);
}

function keepMerged(merged: ProxyConfig, base: ProxyConfig): ProxyConfig {
  const metadata = mergeMetadata(base.proxyMetadata, merged.proxyMetadata);
  return {
    ...merged,
    ...(metadata === undefined ? {} : { proxyMetadata: metadata }),
    ...(merged.proxyHeaders && base.proxyHeaders
      ? { proxyHeaders: keepHeaders(merged.proxyHeaders, base.proxyHeaders) }
      : {}),
  };
}

type Metadata = Readonly<Record<string, string>>;

function mergeMetadata(base: Metadata | undefined, added: Metadata | undefined): Metadata | undefined {
  if (base === undefined || added === undefined || base === added) return added ?? base;
  return newMap([...Object.entries(base), ...Object.entries(added)]);
}

/** mesh.correctProxyHeaders names these five; the others are replaced with the whole. */
const keptHeaders = ["forwardedClientCert", "requestId", "attemptCount", "server", "envoyDebugHeaders"];

function keepHeaders(headers: Message, base: Message): Message {
  const kept: Record<string, FieldValue> = { ...headers };
  for (const name of keptHeaders) {
    const value = headers[name] ?? base[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept as Message;
}

/** The annotation `proxy.istio.io/config` alone, over nothing. @throws ProtoError or a YAML error */
export function parseProxyConfigAnnotation(text: string): ProxyConfig {
  return unmarshal(proxyConfigDescriptor, readYaml(text));
}

/** A ProxyConfig resource of networking.istio.io/v1beta1. */
export interface ProxyConfigResource {
  readonly name: string;
  readonly namespace: string;
  /** RFC 3339; the oldest resource of a scope wins, and one without a time is older than all. */
  readonly creationTimestamp?: string;
  readonly spec: unknown;
}

/** What a resource says, and the labels of the pods that it says it to; none means the whole namespace. */
export interface ScopedProxyConfig {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly config: ProxyConfig;
}

/** Reads the resources, oldest first as model.GetProxyConfigs has them. @throws IstioError `invalid-proxy-config` */
export function readProxyConfigResources(resources: readonly ProxyConfigResource[]): ScopedProxyConfig[] {
  return resources
    .map((resource) => ({ resource, scoped: readResource(resource) }))
    .sort((a, b) => compareAge(a.resource, b.resource))
    .map(({ scoped }) => scoped);
}

function compareAge(a: ProxyConfigResource, b: ProxyConfigResource): number {
  return ageOf(a) - ageOf(b) || compare(a.name, b.name) || compare(a.namespace, b.namespace);
}

function ageOf(resource: ProxyConfigResource): number {
  return resource.creationTimestamp === undefined
    ? Number.MIN_SAFE_INTEGER
    : Date.parse(resource.creationTimestamp);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readResource(resource: ProxyConfigResource): ScopedProxyConfig {
  try {
    const spec = unmarshal(proxyConfigResourceDescriptor, resource.spec);
    const selector = spec.selector as Message | undefined;
    return {
      name: resource.name,
      namespace: resource.namespace,
      selector: selector && ((selector.matchLabels ?? {}) as Record<string, string>),
      config: toProxyConfig(spec),
    };
  } catch (error) {
    const where = `ProxyConfig ${resource.namespace}/${resource.name}`;
    throw new IstioError("invalid-proxy-config", `${where}: ${messageOf(error)}`);
  }
}

function toProxyConfig(spec: Message): ProxyConfig {
  const draft: Draft = {};
  if (spec.concurrency !== undefined) draft.concurrency = spec.concurrency;
  if (spec.environmentVariables !== undefined) draft.proxyMetadata = spec.environmentVariables;
  if (spec.image !== undefined) draft.image = spec.image;
  return draft as Message;
}

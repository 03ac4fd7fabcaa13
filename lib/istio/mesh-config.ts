import { compareStrings } from "../gotemplate/utf8.ts";
import { own } from "../kubernetes/objects.ts";
import { IstioError, messageOf } from "./errors.ts";
import { meshConfigDescriptor, messageDescriptor } from "./proto/descriptors.ts";
import type { Draft, Message } from "./proto/message.ts";
import { unmarshal } from "./proto/unmarshal.ts";
import { defaultProxyConfig, mergeProxyConfig, type ProxyConfig } from "./proxy-config.ts";
import { readYaml } from "./read-yaml.ts";
import { meshConfigProblem } from "./validation/mesh-config.ts";

/** meshconfig.MeshConfig: any field of the message; named are those that the injector itself reads. */
export interface MeshConfig extends Message {
  readonly rootNamespace?: string;
  readonly defaultConfig?: ProxyConfig;
  readonly defaultProviders?: Message;
  readonly extensionProviders?: readonly Message[];
  readonly trustDomainAliases?: readonly string[];
  readonly enablePrometheusMerge?: Message & { readonly value?: boolean };
  readonly inboundTrafficPolicy?: Message & { readonly mode?: number };
}

const defaultProvidersDescriptor = messageDescriptor("istio.mesh.v1alpha1.MeshConfig.DefaultProviders");

/** mesh.DefaultMeshConfig (pkg/config/mesh/mesh.go). */
const defaultMeshConfig: MeshConfig = {
  ...unmarshal(meshConfigDescriptor, {
    enableTracing: true,
    protocolDetectionTimeout: "0s",
    ingressService: "istio-ingressgateway",
    ingressControllerMode: "STRICT",
    ingressClass: "istio",
    trustDomain: "cluster.local",
    enableAutoMtls: true,
    outboundTrafficPolicy: { mode: "ALLOW_ANY" },
    inboundTrafficPolicy: { mode: "PASSTHROUGH" },
    localityLbSetting: { enabled: true },
    rootNamespace: "istio-system",
    proxyListenPort: 15001,
    proxyInboundListenPort: 15006,
    connectTimeout: "10s",
    defaultServiceExportTo: ["*"],
    defaultVirtualServiceExportTo: ["*"],
    defaultDestinationRuleExportTo: ["*"],
    dnsRefreshRate: "60s",
    enablePrometheusMerge: true,
    defaultProviders: {},
    extensionProviders: [
      { name: "prometheus", prometheus: {} },
      { name: "stackdriver", stackdriver: {} },
      { name: "envoy", envoyFileAccessLog: { path: "/dev/stdout" } },
    ],
  }),
  defaultConfig: defaultProxyConfig,
};

/**
 * Reads the text of the mesh ConfigMap over Istio's defaults, as mesh.ApplyMeshConfigDefaults does: a field
 * replaces its default, but `defaultConfig` and `defaultProviders` are merged into theirs, extension
 * providers merge by name, and trust domain aliases are a sorted set.
 *
 * @throws IstioError `invalid-mesh-config`, or `invalid-proxy-config` for `defaultConfig`
 */
export function parseMeshConfig(yamlText: string): MeshConfig {
  const document = readDocument(yamlText);
  const read = readOverDefaults(document);
  const raw = (document ?? {}) as Readonly<Record<string, unknown>>;
  return validated({
    ...read,
    defaultConfig: mergeProxyConfig(own(raw, "defaultConfig"), defaultProxyConfig),
    defaultProviders: mergeDefaultProviders(own(raw, "defaultProviders")),
    extensionProviders: mergeProviders(read.extensionProviders ?? []),
    ...sortedAliases(read.trustDomainAliases ?? []),
  });
}

function validated(mesh: MeshConfig): MeshConfig {
  const problem = meshConfigProblem(mesh);
  if (problem !== undefined) throw new IstioError("invalid-mesh-config", problem);
  return mesh;
}

function readDocument(yamlText: string): unknown {
  try {
    return readYaml(yamlText);
  } catch (error) {
    throw new IstioError("invalid-mesh-config", `failed to convert to proto. ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function readOverDefaults(document: unknown): MeshConfig {
  try {
    return unmarshal(meshConfigDescriptor, document, defaultMeshConfig);
  } catch (error) {
    throw new IstioError("invalid-mesh-config", `failed to convert to proto. ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function mergeDefaultProviders(document: unknown): Message {
  try {
    return unmarshal(defaultProvidersDescriptor, document, defaultMeshConfig.defaultProviders);
  } catch (error) {
    throw new IstioError("invalid-mesh-config", `could not parse default providers: ${messageOf(error)}`);
  }
}

/** A provider takes the place of one that has its name, whichever kind that is of; new ones come last. */
function mergeProviders(added: readonly Message[]): readonly Message[] {
  const merged = new Map(
    (defaultMeshConfig.extensionProviders ?? []).map((provider) => [provider.name, provider]),
  );
  for (const provider of added) merged.set(provider.name, provider);
  return [...merged.values()];
}

function sortedAliases(aliases: readonly string[]): Draft {
  return aliases.length === 0 ? {} : { trustDomainAliases: [...new Set(aliases)].sort(compareStrings) };
}

/** The mode by its number (MeshConfig.InboundTrafficPolicy), as templates see it. */
export function inboundTrafficPolicyMode(mesh: MeshConfig): "localhost" | "passthrough" {
  return mesh.inboundTrafficPolicy?.mode === 1 ? "localhost" : "passthrough";
}

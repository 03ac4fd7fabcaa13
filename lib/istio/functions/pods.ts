import { type FuncMap, fn, type GoValue } from "../../gotemplate/values.ts";
import type { Message } from "../proto/message.ts";
import { jsonBehind } from "../shapes/json-behind.ts";
import type { Warn } from "./json.ts";

/** The part of a container that these functions read. */
interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly ports?: readonly { readonly containerPort?: number; readonly protocol?: string }[] | null;
}
type StringMap = ReadonlyMap<string, string>;

export function podFuncs(warn: Warn): FuncMap {
  return {
    applicationPorts: fn("func(containers []v1.Container) string", (containers: readonly Container[]) =>
      portsOf(containers.filter((container) => container.name !== "istio-proxy")),
    ),
    includeInboundPorts: fn("func(containers []v1.Container) string", portsOf),
    appendMultusNetwork: fn(
      "func(existingValue string, istioCniNetwork string) string",
      (existing: string, network: string) => appendMultusNetwork(existing, network, warn),
    ),
    otelResourceAttributes: fn(
      "func(mc *v1alpha1.MeshConfig, annotations map[string]string, labels map[string]string, namespace string, containers []v1.Container) string",
      otelResourceAttributes,
    ),
  };
}

function portsOf(containers: readonly Container[]): string {
  return containers
    .flatMap((container) => container.ports ?? [])
    .filter((port) => port.protocol !== "UDP" && port.protocol !== "SCTP")
    .map((port) => port.containerPort ?? 0)
    .join(",");
}

/** Adds a network to the annotation k8s.v1.cni.cncf.io/networks, which is a list of names or a JSON array. */
function appendMultusNetwork(existing: string, network: string, warn: Warn): string {
  if (existing === "") return network;
  const end = existing.lastIndexOf("]");
  if (end !== -1) return appendToArray(existing, end, network, warn);
  const names = existing.split(",").map((name) => name.trim());
  return names.includes(network) ? existing : `${existing}, ${network}`;
}

function appendToArray(existing: string, end: number, network: string, warn: Warn): string {
  const networks = parseNetworks(existing);
  if (networks === undefined) {
    warn("Unable to unmarshal Multus Network annotation JSON value");
    return existing;
  }
  const [namespace, name] = splitQualifiedName(network);
  const present = networks.some((item) => item?.name === name && (item.namespace ?? "") === namespace);
  if (present) return existing;
  const added =
    namespace === "" ? `, {"name": "${name}"}` : `, {"name": "${name}", "namespace": "${namespace}"}`;
  return existing.slice(0, end) + added + existing.slice(end);
}

type Network = { readonly name?: unknown; readonly namespace?: unknown } | null;

function parseNetworks(text: string): readonly Network[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (value === null) return [];
  const isNetwork = (item: unknown) => typeof item === "object" && !Array.isArray(item);
  return Array.isArray(value) && value.every(isNetwork) ? value : undefined;
}

/** "namespace/name"; without a slash it is all name. */
function splitQualifiedName(text: string): readonly [namespace: string, name: string] {
  const [first = "", second] = text.split("/");
  return second === undefined ? ["", first] : [first, second];
}

/** MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider: ServiceAttributeEnrichment. */
const OTEL_SEMANTIC_CONVENTIONS = 1;

/** OTEL_RESOURCE_ATTRIBUTES of the proxy, where a tracing provider asks for OpenTelemetry's semantic conventions. */
function otelResourceAttributes(
  mesh: GoValue,
  annotations: StringMap,
  labels: StringMap,
  namespace: string,
  containers: readonly Container[],
): string {
  if (!enrichesServices(mesh)) return "";
  const annotated = (attribute: string) => annotations.get(`resource.opentelemetry.io/${attribute}`);
  const attributes = {
    "service.namespace": annotated("service.namespace") || namespace,
    "service.version": annotated("service.version") || serviceVersion(labels, containers),
    "service.instance.id": annotated("service.instance.id") || instanceId(namespace, containers),
  };
  return Object.entries(attributes)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

function enrichesServices(mesh: GoValue): boolean {
  const providers = (jsonBehind(mesh).extensionProviders ?? []) as readonly Message[];
  return providers.some((provider) => {
    const opentelemetry = provider.opentelemetry as Message | undefined;
    return opentelemetry?.serviceAttributeEnrichment === OTEL_SEMANTIC_CONVENTIONS;
  });
}

function serviceVersion(labels: StringMap, containers: readonly Container[]): string {
  const label = labels.get("app.kubernetes.io/version");
  if (label) return label;
  return containers.length === 1 ? versionOfImage(containers[0]?.image ?? "") : "";
}

/** "registry:5000/name:tag@digest": the tag, the digest or, joined by "@", both. */
function versionOfImage(image: string): string {
  const [reference = "", ...rest] = image.split("@");
  const colon = reference.lastIndexOf(":");
  const tag = colon > reference.lastIndexOf("/") ? reference.slice(colon + 1) : "";
  return [tag, rest.join("@")].filter((part) => part !== "").join("@");
}

/** The pod's name is not known yet; Kubernetes fills it in where the variable is used. */
function instanceId(namespace: string, containers: readonly Container[]): string {
  return containers.length === 0 ? "" : `${namespace}.$(POD_NAME).${containers[0]?.name ?? ""}`;
}

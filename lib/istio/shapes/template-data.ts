import { ANY_MAP, BASIC_TYPES } from "../../gotemplate/types.ts";
import {
  type BasicType,
  fn,
  type GoType,
  type GoValue,
  Pointer,
  Struct,
  type StructType,
} from "../../gotemplate/values.ts";
import type { MeshConfig } from "../mesh-config.ts";
import { meshConfigDescriptor, proxyConfigDescriptor } from "../proto/descriptors.ts";
import type { Message } from "../proto/message.ts";
import type { ProxyConfig } from "../proxy-config.ts";
import { jsonBehind } from "./json-behind.ts";
import { kubernetesStruct } from "./kubernetes.ts";
import { messagePointer, messageType } from "./messages.ts";

type Json = Readonly<Record<string, unknown>>;

/** inject.SidecarTemplateData (pkg/kube/inject/inject.go); Kubernetes objects as their JSON. */
export interface SidecarTemplateData {
  readonly typeMeta: Json;
  readonly deploymentMeta: { readonly name: string; readonly namespace: string };
  readonly objectMeta: Json;
  readonly spec: Json;
  readonly proxyConfig: ProxyConfig;
  readonly meshConfig: MeshConfig;
  readonly values: Json;
  readonly revision: string;
  readonly nativeSidecars: boolean;
  readonly proxyImage: string;
  readonly proxyInitImage: string;
  readonly proxyUid: number | bigint;
  readonly proxyGid: number | bigint;
  readonly inboundTrafficPolicyMode: string;
  readonly compliancePolicy: string;
}

const basic = (name: string) => BASIC_TYPES.get(name) as BasicType;

const namespacedName: StructType = {
  kind: "struct",
  name: "types.NamespacedName",
  fields: () => [
    { name: "Namespace", json: "Namespace", type: basic("string") },
    { name: "Name", json: "Name", type: basic("string") },
  ],
  methods: () => ({ String: fn("func() string", joinName) }),
};

function joinName(receiver: GoValue): string {
  const { Namespace, Name } = jsonBehind(receiver);
  return `${Namespace}/${Name}`;
}

/** Go's fields in order, and what they are taken from. Their names are their JSON names too. */
const fields: readonly (readonly [name: string, from: keyof SidecarTemplateData, type: GoType])[] = [
  ["TypeMeta", "typeMeta", kubernetesStruct("v1.TypeMeta")],
  ["DeploymentMeta", "deploymentMeta", namespacedName],
  ["ObjectMeta", "objectMeta", kubernetesStruct("v1.ObjectMeta")],
  ["Spec", "spec", kubernetesStruct("v1.PodSpec")],
  ["ProxyConfig", "proxyConfig", { kind: "ptr", elem: messageType(proxyConfigDescriptor) }],
  ["MeshConfig", "meshConfig", { kind: "ptr", elem: messageType(meshConfigDescriptor) }],
  ["Values", "values", ANY_MAP],
  ["Revision", "revision", basic("string")],
  ["NativeSidecars", "nativeSidecars", basic("bool")],
  ["ProxyImage", "proxyImage", basic("string")],
  ["ProxyInitImage", "proxyInitImage", basic("string")],
  ["ProxyUID", "proxyUid", basic("int64")],
  ["ProxyGID", "proxyGid", basic("int64")],
  ["InboundTrafficPolicyMode", "inboundTrafficPolicyMode", basic("string")],
  ["CompliancePolicy", "compliancePolicy", basic("string")],
];

const structFields = fields.map(([name, , type]) => ({ name, json: name, type }));

const sidecarTemplateData: StructType = {
  kind: "struct",
  name: "inject.SidecarTemplateData",
  fields: () => structFields,
};

const pointers = new WeakMap<Message, Pointer>();

/** The dot of a sidecar template: a pointer to the struct, as Istio executes it. */
export function templateData(data: SidecarTemplateData): Pointer {
  const json: Record<string, unknown> = {};
  for (const [name, from] of fields) json[name] = data[from];
  json.DeploymentMeta = { Namespace: data.deploymentMeta.namespace, Name: data.deploymentMeta.name };
  json.ProxyConfig = pointerOnce(data.proxyConfig, proxyConfigDescriptor);
  json.MeshConfig = pointerOnce(data.meshConfig, meshConfigDescriptor);
  return new Pointer({ kind: "ptr", elem: sidecarTemplateData }, new Struct(sidecarTemplateData, json));
}

/** Configurations are shared between pods, and so is what the engine keeps about them. */
function pointerOnce(message: Message, descriptor: typeof meshConfigDescriptor): Pointer {
  let pointer = pointers.get(message);
  if (pointer === undefined) {
    pointer = messagePointer(descriptor, message);
    pointers.set(message, pointer);
  }
  return pointer;
}

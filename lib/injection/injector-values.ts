import { sprintf } from "../gotemplate/fmt.ts";
import type { GoValue } from "../gotemplate/values.ts";
import { messageDescriptor } from "../istio/proto/descriptors.ts";
import { marshal } from "../istio/proto/marshal.ts";
import type { FieldValue, Message } from "../istio/proto/message.ts";
import type { Values } from "../istio/values.ts";

/** What the pipeline itself asks of the installation's values, worked out once. */
export interface InjectorValues {
  /** `.Values`; undefined where there are none, and then nothing can be injected. */
  readonly map: Values["map"];
  readonly images: ImageValues;
  /** `global.multiCluster.clusterName` */
  readonly clusterName: string;
  /** `global.network` */
  readonly network: string;
  /** `global.proxy.holdApplicationUntilProxyStarts` */
  readonly holdApplication: boolean;
  /** `sidecarInjectorWebhook.rewriteAppHTTPProbe` */
  readonly rewriteAppHttpProbe: boolean;
}

/** The parts of images' names, from `global`. */
export interface ImageValues {
  readonly hub: string;
  readonly tag: string;
  readonly variant: string;
  readonly proxyImage: string;
  readonly proxyInitImage: string;
}

/** The name of both images, where the values give none. */
const DEFAULT_IMAGE = "proxyv2";

const valueDescriptor = messageDescriptor("google.protobuf.Value");

export function injectorValues({ message, map }: Values): InjectorValues {
  const global = child(message, "global");
  const proxy = child(global, "proxy");
  return {
    map,
    images: {
      hub: text(global.hub),
      tag: tagText(global.tag as Message | undefined),
      variant: text(global.variant),
      proxyImage: text(proxy.image) || DEFAULT_IMAGE,
      proxyInitImage: text(child(global, "proxy_init").image) || DEFAULT_IMAGE,
    },
    clusterName: text(child(global, "multiCluster").clusterName),
    network: text(global.network),
    holdApplication: child(proxy, "holdApplicationUntilProxyStarts").value === true,
    rewriteAppHttpProbe:
      child(child(message, "sidecarInjectorWebhook"), "rewriteAppHTTPProbe").value === true,
  };
}

/** As getters of protobuf's Go code: of what is not there, an empty message. */
function child(message: Message, field: string): Message {
  return (message[field] as Message | undefined) ?? {};
}

function text(value: FieldValue): string {
  return typeof value === "string" ? value : "";
}

/** A tag may be any YAML value; it is printed as Go prints it, so 1.20 is "1.2". */
function tagText(tag: Message | undefined): string {
  if (tag === undefined) return "";
  return sprintf("%v", JSON.parse(marshal(valueDescriptor, tag)) as GoValue);
}

import { annotationProblem, validatedAnnotations } from "../../lib/istio/annotations.ts";
import { EffectiveProxyConfigs } from "../../lib/istio/effective-proxy-config.ts";
import { istioFuncs, ownFuncs } from "../../lib/istio/functions.ts";
import { parseInjectorConfig } from "../../lib/istio/injector-config.ts";
import { parseMeshConfig } from "../../lib/istio/mesh-config.ts";
import {
  type MessageDescriptor,
  meshConfigDescriptor,
  proxyConfigDescriptor,
  valuesDescriptor,
} from "../../lib/istio/proto/descriptors.ts";
import { marshal } from "../../lib/istio/proto/marshal.ts";
import type { Message } from "../../lib/istio/proto/message.ts";
import { parseValues } from "../../lib/istio/values.ts";
import { decode } from "../../lib/kubernetes/decode/decode.ts";
import type { Answer, Pod, Request } from "./protocol.ts";
import { renderTemplate } from "./render.ts";

/** Answers a request as test/istio/go/answers does, with our code. */
export function answer(request: Request): Answer {
  try {
    if (request.op === "time") return { error: "only Go is asked for its times" };
    return operations[request.op](request);
  } catch (error) {
    return { error: (error as Error).message };
  }
}

const operations: Readonly<Record<Exclude<Request["op"], "time">, (request: Request) => Answer>> = {
  mesh: ({ text = "" }) => ({ text: write(meshConfigDescriptor, parseMeshConfig(text)) }),
  annotation: ({ name = "", text = "" }) => {
    const error = annotationProblem(name, text);
    return error === undefined ? {} : { error };
  },
  effective: (request) => ({ text: write(proxyConfigDescriptor, effectiveProxyConfig(request)) }),
  values: ({ text = "" }) => {
    const values = parseValues(text);
    return { text: write(valuesDescriptor, values.message), json: values.map ?? null };
  },
  config: ({ text = "" }) => ({ json: readConfig(text) }),
  known: () => ({
    json: { annotations: [...validatedAnnotations].sort(), functions: Object.keys(ownFuncs({})).sort() },
  }),
  template: (request) => ({ text: renderTemplate(request, effectiveProxyConfig(request)) }),
};

/** As Go marshals inject.Config: nil lists and maps are null. */
function readConfig(text: string): unknown {
  const { templates, ...config } = parseInjectorConfig(text, istioFuncs({}));
  return { ...config, templates: [...templates.keys()].sort() };
}

function write(descriptor: MessageDescriptor, message: Message): string {
  return marshal(descriptor, message);
}

export function effectiveProxyConfig(request: Request): Message {
  const { metadata } = podOf(request);
  return new EffectiveProxyConfigs(parseMeshConfig(request.mesh ?? ""), request.proxyConfigs).of({
    namespace: metadata.namespace ?? "",
    labels: metadata.labels,
    annotation: metadata.annotations?.["proxy.istio.io/config"],
  });
}

export function podOf(request: Request): Pod {
  return decode("v1.Pod", request.pod ?? {}) as Pod;
}

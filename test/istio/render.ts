import { Template } from "../../lib/gotemplate/template.ts";
import type { GoValue } from "../../lib/gotemplate/values.ts";
import { injectorValues } from "../../lib/injection/injector-values.ts";
import { proxyImage, proxyInitImage } from "../../lib/injection/proxy-image.ts";
import { istioFuncs } from "../../lib/istio/functions.ts";
import { inboundTrafficPolicyMode, parseMeshConfig } from "../../lib/istio/mesh-config.ts";
import type { ProxyConfig } from "../../lib/istio/proxy-config.ts";
import { templateData } from "../../lib/istio/shapes/template-data.ts";
import { parseValues } from "../../lib/istio/values.ts";
import { podOf } from "./ours.ts";
import type { Request } from "./protocol.ts";

/** Executes a template over the data that test/istio/go/answers gives it. */
export function renderTemplate(request: Request, proxyConfig: ProxyConfig): string {
  const template = new Template("inject").funcs(istioFuncs({})).parse(request.text ?? "");
  return template.execute(dataOf(request, proxyConfig));
}

export function dataOf(request: Request, proxyConfig: ProxyConfig): GoValue {
  const meshConfig = parseMeshConfig(request.mesh ?? "");
  const { metadata, spec } = podOf(request);
  const values = parseValues(request.values ?? "");
  const { images } = injectorValues(values);
  return templateData({
    typeMeta: { kind: "Deployment", apiVersion: "apps/v1" },
    deploymentMeta: { name: "hello", namespace: metadata.namespace ?? "" },
    objectMeta: metadata,
    spec,
    proxyConfig,
    meshConfig,
    values: values.map,
    revision: "default",
    nativeSidecars: false,
    proxyImage: proxyImage(images, proxyConfig.image, metadata.annotations),
    proxyInitImage: proxyInitImage(images, metadata.annotations),
    proxyUid: 1337,
    proxyGid: 1337,
    inboundTrafficPolicyMode: inboundTrafficPolicyMode(meshConfig),
    compliancePolicy: "",
  });
}

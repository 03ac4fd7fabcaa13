import { quote } from "../gotemplate/quote.ts";
import { mergeProxyConfigText } from "../istio/proxy-config.ts";
import type { Decision, Reason } from "./decision.ts";
import { injectPod } from "./inject-pod.ts";
import type { Injector } from "./injector.ts";
import { type MeshSettings, meshSettings } from "./mesh-settings.ts";
import { PROXY_CONFIG } from "./names.ts";
import { detectNativeSidecars } from "./native-sidecars.ts";
import type { InjectionParameters } from "./parameters.ts";
import { annotationOf, type Pod } from "./pod.ts";
import { decide } from "./policy.ts";
import { refusal } from "./refusal.ts";
import { effectiveProxyEnv } from "./webhook-parameters.ts";
import type { WorkloadMeta } from "./workload-meta.ts";

/** kube-inject was asked for, so it injects; only the pod itself and its namespace may say no. */
const POLICY = { policy: "enabled", neverInjectSelector: [], alwaysInjectSelector: [] };

/**
 * What `istioctl kube-inject` makes of a workload's pod (pkg/kube/inject/inject.go, IntoObject). Unlike the
 * webhook it knows no selectors, aliases, injected annotations, ProxyConfig resources or URL path, renders
 * the template `sidecar` unless the pod says otherwise, and has the revision that it is given, or "".
 * Never throws.
 */
export function kubeInject(injector: Injector, pod: Pod, workload: WorkloadMeta, revision: string): Decision {
  let reasons: readonly Reason[] = [];
  try {
    const mesh = meshFor(injector, pod);
    reasons = decide(pod, POLICY);
    if (reasons.at(-1)?.verdict !== "inject") {
      return { outcome: "skip", reasons, templates: [], warnings: [skipped(pod, workload)] };
    }
    const injected = injectPod(parametersFor(injector, mesh, pod, workload, revision));
    return { outcome: "inject", reasons, warnings: [], ...injected };
  } catch (error) {
    return refusal(error, reasons);
  }
}

function parametersFor(
  injector: Injector,
  mesh: MeshSettings,
  pod: Pod,
  workload: WorkloadMeta,
  revision: string,
): InjectionParameters {
  return {
    injector,
    pod,
    workload,
    mesh,
    proxyConfig: mesh.config.defaultConfig ?? {},
    defaultTemplates: ["sidecar"],
    aliases: {},
    injectedAnnotations: {},
    revision,
    nativeSidecars: detectNativeSidecars(injector.nativeSidecars, injector.nodes, pod.spec.nodeName),
    proxyEnv: effectiveProxyEnv(injector, pod, new Map()),
    blocks: injector.blocks,
  };
}

/** The annotation's ProxyConfig becomes that of the whole mesh, status port and all. */
function meshFor({ mesh }: Injector, pod: Pod): MeshSettings {
  const annotation = annotationOf(pod, PROXY_CONFIG);
  if (annotation === undefined || pod.spec.hostNetwork) return mesh;
  const defaultConfig = mergeProxyConfigText(annotation, mesh.config.defaultConfig ?? {});
  return meshSettings({ ...mesh.config, defaultConfig });
}

/** Istio's own words, without the line's end. */
function skipped(pod: Pod, { name: owner, type }: WorkloadMeta): string {
  const name = pod.metadata.name || owner.name;
  const fullName = owner.namespace === "" ? name : `${owner.namespace}/${name}`;
  const subject = type.kind === "" ? quote(fullName) : `${type.kind} ${quote(fullName)}`;
  const why = pod.spec.hostNetwork ? "host networking enabled" : "sidecar injection disabled";
  return `===> Skipping injection because ${subject} has ${why}`;
}

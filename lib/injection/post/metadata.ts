import { stringifyJson } from "../../kubernetes/json.ts";
import { SIDECAR_STATUS, TOPOLOGY_NETWORK } from "../names.ts";
import { type Pod, withAnnotations, withLabels } from "../pod.ts";
import type { PostContext } from "./context.ts";

/**
 * The network's label, the annotation that says what was injected, and the injector's own annotations,
 * which come last and so may overrule it (pkg/kube/inject/webhook.go, applyMetadata).
 */
export function applyMetadata(pod: Pod, { parameters, template }: PostContext): Pod {
  const network = parameters.proxyEnv.get("ISTIO_META_NETWORK");
  const labels = network === undefined ? {} : { [TOPOLOGY_NETWORK]: network };
  const annotated = withAnnotations(pod, {
    ...pod.metadata.annotations,
    [SIDECAR_STATUS]: injectionStatus(template, parameters.revision),
    ...parameters.injectedAnnotations,
  });
  return withLabels(annotated, { ...pod.metadata.labels, ...labels });
}

/** What the templates added, by name. The revision stands here so that the label istio.io/rev may name a tag. */
function injectionStatus({ spec }: Pod, revision: string): string {
  return stringifyJson({
    initContainers: namesOf(spec.initContainers),
    containers: namesOf(spec.containers),
    volumes: namesOf(spec.volumes),
    imagePullSecrets: namesOf(spec.imagePullSecrets),
    revision: revision === "" ? "default" : revision,
  });
}

function namesOf(items: readonly { readonly name?: string }[] | null | undefined): readonly string[] | null {
  return items && items.length > 0 ? items.map(({ name = "" }) => name) : null;
}

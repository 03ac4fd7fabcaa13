import { parseInjectPath } from "../inject-path.ts";
import { TOPOLOGY_NETWORK } from "../names.ts";
import type { StepName } from "../observer.ts";
import { labelOf, type Pod } from "../pod.ts";
import type { FieldInput } from "./field-input.ts";
import type { Inputs } from "./inputs.ts";

export const STEP_TEXTS: Readonly<Record<StepName, string>> = {
  "cluster-env": "cluster, network and variables of the webhook's URL, the pod's label or the values",
  prometheus:
    "the pod's Prometheus annotations point to the proxy, which merges its metrics with the application's",
  "prometheus-secure-port": "the proxy's port for metrics over mutual TLS is announced",
  probes: "probes of the application go through the proxy's agent",
  metadata: "labels and annotations that every injected pod has",
  "container-order": "containers are put into the order in which they are to start",
};

/** What a step took a field's value from, as far as that differs from pod to pod (webhook-parameters.ts). */
export function stepInputs(
  step: StepName,
  address: string,
  { pod, path, inputs }: { readonly pod: Pod; readonly path: string; readonly inputs: Inputs },
): FieldInput[] {
  const variable = variableAt(step, address);
  if (variable === undefined) return [];
  const ofPath = parseInjectPath(path).get(variable);
  const ofUrl: FieldInput[] = ofPath
    ? [{ of: "url", path: variable, value: ofPath, layer: { kind: "url" }, decided: true }]
    : [];
  const ofValues = (...names: string[]) =>
    ofUrl.length > 0 ? ofUrl : inputs.of([{ path: ["Values", ...names], decided: true }]);
  if (variable === "ISTIO_META_CLUSTER_ID") return ofValues("global", "multiCluster", "clusterName");
  if (variable !== "ISTIO_META_NETWORK") return ofUrl;
  const label = labelOf(pod, TOPOLOGY_NETWORK) !== undefined;
  const ofLabel = inputs.of([{ path: ["ObjectMeta", "Labels", TOPOLOGY_NETWORK], decided: label }]);
  return label ? ofLabel : [...ofValues("global", "network"), ...ofLabel];
}

/** The proxy's variable that the value is of. */
function variableAt(step: StepName, address: string): string | undefined {
  if (step === "cluster-env") return /\/env\[([^\]]+)\]\/value$/.exec(address)?.[1];
  const isNetwork = step === "metadata" && address.endsWith(`/labels/${TOPOLOGY_NETWORK.replace("/", "~1")}`);
  return isNetwork ? "ISTIO_META_NETWORK" : undefined;
}

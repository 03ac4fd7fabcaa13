import type { StepName } from "../observer.ts";
import type { Pod } from "../pod.ts";
import { overwriteClusterEnv } from "./cluster-env.ts";
import { reorderContainers } from "./container-order.ts";
import type { PostContext, PostStep } from "./context.ts";
import { applyMetadata } from "./metadata.ts";
import { rewriteProbes } from "./probes.ts";
import { mergePrometheus } from "./prometheus.ts";
import { announceSecurePort } from "./prometheus-secure-port.ts";

/**
 * What a template cannot express, in Istio's order, which matters: variables are appended to the proxy's
 * environment one step after another (pkg/kube/inject/webhook.go, postProcessPod).
 */
const STEPS: readonly (readonly [StepName, PostStep])[] = [
  ["cluster-env", overwriteClusterEnv],
  ["prometheus", mergePrometheus],
  ["prometheus-secure-port", announceSecurePort],
  ["probes", rewriteProbes],
  ["metadata", applyMetadata],
  ["container-order", reorderContainers],
];

export function postProcess(pod: Pod, context: PostContext): Pod {
  const { observer } = context.parameters;
  return STEPS.reduce((before, [step, run]) => {
    const after = run(before, context);
    observer?.stage({ kind: "step", step }, after);
    return after;
  }, pod);
}

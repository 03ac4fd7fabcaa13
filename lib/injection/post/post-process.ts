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
const STEPS: readonly PostStep[] = [
  overwriteClusterEnv,
  mergePrometheus,
  announceSecurePort,
  rewriteProbes,
  applyMetadata,
  reorderContainers,
];

export function postProcess(pod: Pod, context: PostContext): Pod {
  return STEPS.reduce((result, step) => step(result, context), pod);
}

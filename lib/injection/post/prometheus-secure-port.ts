import { findSidecar } from "../containers.ts";
import { type Pod, withAnnotations } from "../pod.ts";
import { annotationMeaning, SECURE_PORT } from "./prometheus-annotations.ts";

const SECURE_PORT_VARIABLE = "ENVOY_SECURE_MERGED_METRICS_PORT";

/**
 * Tells Prometheus the port for metrics over mutual TLS, where the proxy has one and the pod does not say
 * it itself (pkg/kube/inject/webhook.go, applySecurePrometheusAnnotation).
 */
export function announceSecurePort(pod: Pod): Pod {
  if (annotationMeaning(pod, SECURE_PORT) !== undefined) return pod;
  const variable = findSidecar(pod)?.env?.find(
    ({ name, value }) =>
      name === SECURE_PORT_VARIABLE && value !== undefined && value !== "" && value !== "0",
  );
  if (variable?.value === undefined) return pod;
  return withAnnotations(pod, {
    ...pod.metadata.annotations,
    "prometheus.istio.io/secure-port": variable.value,
  });
}

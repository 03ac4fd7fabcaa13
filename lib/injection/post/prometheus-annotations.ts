import type { Pod } from "../pod.ts";

/** Prometheus sees annotation names in this form: `prometheus.io/port` and `prometheus-io/port` are one. */
export const SCRAPE = "prometheus_io_scrape";
export const PORT = "prometheus_io_port";
export const PATH = "prometheus_io_path";
export const SCRAPE_TARGETS = "prometheus_istio_io_scrape_targets";
export const SECURE_PORT = "prometheus_istio_io_secure_port";

const REPLACED_BY_MERGING: readonly string[] = [SCRAPE, PORT, PATH, SCRAPE_TARGETS];

/** Every annotation of that meaning; where there are several, Istio takes any of them. */
export function annotationsMeaning(
  pod: Pod,
  meaning: string,
): readonly (readonly [key: string, value: string])[] {
  return Object.entries(pod.metadata.annotations ?? {}).filter(([key]) => sanitize(key) === meaning);
}

export function annotationMeaning(pod: Pod, meaning: string): string | undefined {
  return annotationsMeaning(pod, meaning)[0]?.[1];
}

/** The pod's annotations without those that merging of metrics replaces, in any spelling. */
export function withoutPrometheus(pod: Pod): Record<string, string> {
  const kept = Object.entries(pod.metadata.annotations ?? {});
  return Object.fromEntries(kept.filter(([key]) => !REPLACED_BY_MERGING.includes(sanitize(key))));
}

/** strutil.SanitizeLabelName of Prometheus. */
function sanitize(key: string): string {
  return key.replace(/[^a-zA-Z0-9_]/gu, "_");
}

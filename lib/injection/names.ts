/** Labels and annotations of Istio's that the pipeline itself reads or writes (istio.io/api, annotation and label). */
export const SIDECAR_INJECT = "sidecar.istio.io/inject";
export const SIDECAR_STATUS = "sidecar.istio.io/status";
export const PROXY_OVERRIDES = "proxy.istio.io/overrides";
export const PROXY_CONFIG = "proxy.istio.io/config";
export const INJECT_TEMPLATES = "inject.istio.io/templates";
export const NATIVE_SIDECAR = "sidecar.istio.io/nativeSidecar";
export const PROXY_IMAGE_TYPE = "sidecar.istio.io/proxyImageType";
export const INTERCEPTION_MODE = "sidecar.istio.io/interceptionMode";
export const REWRITE_APP_HTTP_PROBERS = "sidecar.istio.io/rewriteAppHTTPProbers";
export const STATUS_PORT = "status.sidecar.istio.io/port";
export const MERGE_METRICS = "prometheus.istio.io/merge-metrics";
export const TOPOLOGY_NETWORK = "topology.istio.io/network";

import { inboundTrafficPolicyMode, type MeshConfig } from "../istio/mesh-config.ts";

/** A mesh configuration, with what the pipeline asks of it for every pod. */
export interface MeshSettings {
  readonly config: MeshConfig;
  /** Of `defaultConfig`: an annotation's statusPort changes PROXY_CONFIG alone. */
  readonly statusPort: number;
  readonly mergePrometheus: boolean;
  readonly inboundTrafficPolicyMode: "localhost" | "passthrough";
}

export function meshSettings(config: MeshConfig): MeshSettings {
  return {
    config,
    statusPort: config.defaultConfig?.statusPort ?? 0,
    mergePrometheus: config.enablePrometheusMerge ? (config.enablePrometheusMerge.value ?? false) : true,
    inboundTrafficPolicyMode: inboundTrafficPolicyMode(config),
  };
}

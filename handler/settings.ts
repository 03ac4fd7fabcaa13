import { dirname } from "node:path/posix";

/** How the function was deployed, from its environment; serverless.yml sets it. */
export interface Settings {
  readonly stage: string;
  /** The secret that holds the injector: "remora/prod/injector". */
  readonly injectorSecret: string;
  /** Where the names of other injectors' secrets begin: "remora/prod/". */
  readonly secretsPrefix: string;
  /** The registry of clusters; without one everybody is answered, and somebody else has to keep the door. */
  readonly clustersSecret?: string;
  /** Source addresses that may call; empty is all. */
  readonly allowedCidrs: readonly string[];
  /** Without a registry: what a pod that cannot be injected comes to. */
  readonly onFailure: "refuse" | "allow";
}

/** @throws Error naming the variable that is amiss: a deployment that cannot serve should not start. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const injectorSecret = env.REMORA_INJECTOR_SECRET;
  if (!injectorSecret) {
    throw new Error(
      "REMORA_INJECTOR_SECRET is not set; it names the secret with the injector's configuration",
    );
  }
  const onFailure = env.REMORA_ON_FAILURE || "refuse";
  if (onFailure !== "refuse" && onFailure !== "admit") {
    throw new Error(`REMORA_ON_FAILURE is ${JSON.stringify(onFailure)}; it may be "refuse" or "admit"`);
  }
  const folder = dirname(injectorSecret);
  return {
    stage: env.REMORA_STAGE || "dev",
    injectorSecret,
    secretsPrefix: folder === "." ? "" : `${folder}/`,
    ...(env.REMORA_CLUSTERS_SECRET && { clustersSecret: env.REMORA_CLUSTERS_SECRET }),
    allowedCidrs: (env.REMORA_ALLOWED_CIDRS ?? "").split(/[\s,]+/).filter(Boolean),
    onFailure: onFailure === "admit" ? "allow" : "refuse",
  };
}

import { dirname } from "node:path/posix";
import type { MutationLimits } from "../lib/rules/limits.ts";

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
  /** What was packed beside the code for a start without any secret to be had: a path. */
  readonly lastResort?: string;
  /** Without a registry: what a pod that cannot be injected comes to. */
  readonly onFailure: "refuse" | "allow";
  /** Those that differ from the built-in ones. */
  readonly limits: Partial<MutationLimits>;
  /** False where every pod is to be worked out with nothing that was remembered of others. */
  readonly reuseDecisions: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error naming the variable that is amiss: a deployment that cannot serve should not start. */
export function readSettings(env: Environment): Settings {
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
    ...(env.REMORA_LAST_RESORT && { lastResort: env.REMORA_LAST_RESORT }),
    allowedCidrs: (env.REMORA_ALLOWED_CIDRS ?? "").split(/[\s,]+/).filter(Boolean),
    onFailure: onFailure === "admit" ? "allow" : "refuse",
    limits: {
      ...countFrom(env, "REMORA_MAX_CONTAINERS", "containers"),
      ...countFrom(env, "REMORA_MAX_PATCH_OPERATIONS", "operations"),
    },
    reuseDecisions: reusesDecisions(env),
  };
}

/** REMORA_REUSE_DECISIONS, true unless it says "false". @throws Error where it says anything else */
export function reusesDecisions({ REMORA_REUSE_DECISIONS: text = "" }: Environment): boolean {
  if (!["", "true", "false"].includes(text)) {
    throw new Error(`REMORA_REUSE_DECISIONS is ${JSON.stringify(text)}; it may be "true" or "false"`);
  }
  return text !== "false";
}

function countFrom(env: Environment, variable: string, limit: keyof MutationLimits): Partial<MutationLimits> {
  const text = env[variable];
  if (!text) return {};
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new Error(`${variable} is ${JSON.stringify(text)}; it has to be a number from 1 to 999999999`);
  }
  return { [limit]: Number(text) };
}

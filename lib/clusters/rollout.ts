import { createHash } from "node:crypto";
import type { Cluster, InjectorChoice } from "./registry.ts";

/** What a pod says of itself that decides which version of the injector it gets. */
export interface RolloutSubject {
  readonly namespace: string;
  /** The pod's controller, so that all pods of one owner get the same version; the pod's own name where it has none. */
  readonly owner: string;
}

/**
 * Which injector a call gets: the one that the path's revision names, or the cluster's own; and, of the
 * cluster's own, the candidate where one is on trial for this namespace or for this share of the owners.
 *
 * @returns undefined where the cluster has no such revision.
 */
export function chooseInjector(
  cluster: Cluster,
  revision: string | undefined,
  subject: RolloutSubject,
): InjectorChoice | undefined {
  if (revision !== undefined && revision !== cluster.revision) return revisionOf(cluster, revision);
  const stable = { injector: cluster.injector, stage: cluster.stage };
  const { candidate } = cluster;
  if (candidate === undefined) return stable;
  const chosen =
    candidate.namespaces.includes(subject.namespace) ||
    shareOf(`${subject.namespace}/${subject.owner}`) < candidate.percentage;
  if (!chosen) return stable;
  return { injector: candidate.injector ?? stable.injector, stage: candidate.stage ?? stable.stage };
}

function revisionOf(cluster: Cluster, revision: string): InjectorChoice | undefined {
  if (!Object.hasOwn(cluster.revisions, revision)) return undefined;
  const named = cluster.revisions[revision];
  const target = typeof named === "string" ? cluster.revisions[named] : named;
  return typeof target === "object" ? target : undefined;
}

/** A number from 0 (inclusive) to 100 (exclusive), the same for the same key on every machine. */
function shareOf(key: string): number {
  return (createHash("sha256").update(key, "utf8").digest().readUInt32BE(0) / 2 ** 32) * 100;
}

import { istioPath } from "../lib/clusters/cluster-id.ts";
import type { ClusterDirectory } from "../lib/clusters/directory.ts";
import { type Identified, identify } from "../lib/clusters/identity.ts";
import type { InjectorPool } from "../lib/clusters/injector-pool.ts";
import { parseCallPath } from "../lib/clusters/path.ts";
import type { Cluster, InjectorChoice } from "../lib/clusters/registry.ts";
import { chooseInjector, type RolloutSubject } from "../lib/clusters/rollout.ts";
import type { InjectionRequest } from "../lib/injection/inject.ts";
import type { Refusal, Route, Router, ServedInjector } from "./service.ts";

/** Everybody is answered, by the one injector there is: for one's own machine, and behind a door that others keep. */
export function openRouter(
  injector: (budget: number) => Promise<ServedInjector>,
  onFailure: Route["onFailure"] = "refuse",
): Router {
  return async ({ path }, budget) => {
    const call = parseCallPath(path);
    if (!call) return NO_SUCH_PATH;
    const common = { ok: true, path: call.inject, onFailure } as const;
    try {
      const served = await injector(budget);
      return { ...common, choose: () => served };
    } catch (error) {
      return { ...common, error: error as Error };
    }
  };
}

const NO_SUCH_PATH: Refusal = {
  ok: false,
  status: 404,
  code: "path-unknown",
  message: "remora: no webhook at this path; it is /inject[/cluster/<name>][/net/<network>]",
};

/** Each cluster is answered by its own injector, once it has proved which one it is. */
export function clusterRouter(directory: ClusterDirectory, pool: InjectorPool): Router {
  return async (request, budget) => {
    const end = performance.now() + budget;
    const left = () => end - performance.now();
    try {
      const known = await identify(request, (name) => directory.lookup(name, left()));
      // Nobody who was let in a moment ago is turned away for what this instance does not know yet.
      const caller = known.ok
        ? known
        : await identify(request, (name) => directory.lookupAgain(name, left()));
      if (!caller.ok) return caller;
      return await routeOf(caller, pool, left());
    } catch (error) {
      // The registry cannot be read: nobody can prove anything.
      return { ok: true, path: request.path, onFailure: "refuse", error: error as Error };
    }
  };
}

async function routeOf(
  { name, cluster, path }: Identified,
  pool: InjectorPool,
  budget: number,
): ReturnType<Router> {
  const stable = chooseInjector({ ...cluster, candidate: undefined }, path.revision, NOBODY);
  if (!stable) return noSuchRevision(name);
  const onFailure = cluster.onFailure === "admit" ? "allow" : "refuse";
  const common = { ok: true, cluster: name, path: istioPath(path.inject, cluster), onFailure } as const;
  const get = (choice: InjectorChoice) => pool.get(choice, cluster, budget);
  const trial = trialOf(cluster, path.revision);
  const [served, onTrial] = await Promise.allSettled([get(stable), trial ? get(trial) : undefined]);
  if (served.status === "rejected") return { ...common, error: served.reason as Error };
  // A version on trial that cannot be had takes no pod down with it.
  const candidate = (onTrial.status === "fulfilled" && onTrial.value) || served.value;
  const isOnTrial = (request: InjectionRequest) =>
    !isSame(chooseInjector(cluster, path.revision, subjectOf(request)), stable);
  const choose = (request: InjectionRequest): ServedInjector =>
    trial && isOnTrial(request) ? candidate : served.value;
  return { ...common, choose };
}

const NOBODY: RolloutSubject = { namespace: "", owner: "" };

/** What the cluster has on trial, for calls that name no other revision. */
function trialOf(cluster: Cluster, revision: string | undefined): InjectorChoice | undefined {
  if (!cluster.candidate || (revision !== undefined && revision !== cluster.revision)) return undefined;
  const { injector = cluster.injector, stage = cluster.stage } = cluster.candidate;
  return { injector, stage };
}

function isSame(a: InjectorChoice | undefined, b: InjectorChoice): boolean {
  return a?.injector === b.injector && a.stage === b.stage;
}

/** Read from a pod that nobody has checked yet. */
function subjectOf({ pod, namespace }: InjectionRequest): RolloutSubject {
  const { metadata } = (pod ?? {}) as { metadata?: Partial<Record<string, unknown>> | null };
  const owners = Array.isArray(metadata?.ownerReferences) ? metadata.ownerReferences : [];
  const controller = owners.find((owner) => owner?.controller === true)?.name;
  const owner = [controller, metadata?.name, metadata?.generateName].find((name) => typeof name === "string");
  const own = metadata?.namespace;
  return { namespace: typeof own === "string" && own ? own : namespace, owner: owner ?? "" };
}

function noSuchRevision(cluster: string): Refusal {
  const message =
    "remora: the cluster's entry has no such revision; check /r/<revision> in the webhook's URL";
  return { ok: false, status: 404, code: "revision-unknown", message, cluster };
}

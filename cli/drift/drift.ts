import { clusterIdOf } from "../../lib/clusters/cluster-id.ts";
import type { Cluster } from "../../lib/clusters/registry.ts";
import { chooseInjector } from "../../lib/clusters/rollout.ts";
import { compileMutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import type { InService } from "../in-service.ts";
import type { KubernetesApi } from "../kubernetes/api.ts";
import { callPathOf, type InjectorConfiguration, revisionOf } from "../kubernetes/injectors.ts";
import { findIstio } from "../kubernetes/istio.ts";
import { outcomeOf } from "../template/pod-diff.ts";
import { SAMPLE_PODS } from "../template/sample-pods.ts";
import { MAIN } from "../verify/anew.ts";
import { compareSources } from "./compare.ts";
import type { Difference, DriftReport } from "./report.ts";

export interface DriftOptions {
  /** The namespace that Istio is installed in. */
  readonly istioNamespace: string;
  /** As they stand in a command that reads the cluster: "--context prod-1". */
  readonly clusterFlags: string;
}

/**
 * Compares what istiod would read in the cluster with what is in service, for each revision that remora is
 * registered for. A revision whose ConfigMaps the cluster does not have is left out: there is no istiod to follow.
 */
export async function driftOf(
  api: KubernetesApi,
  injectors: readonly InjectorConfiguration[],
  inService: InService,
  options: DriftOptions,
): Promise<DriftReport[]> {
  const reports = new Map<string, DriftReport>();
  for (const configuration of injectors) {
    const webhook = configuration.webhooks.find((each) => !each.name.startsWith("rules."));
    const call = configuration.whose === "remora" && webhook ? callPathOf(webhook) : undefined;
    const revision = revisionOf(configuration);
    if (call === undefined || reports.has(revision)) continue;
    const entry = call.cluster === undefined ? undefined : await inService.entry(call.cluster);
    const choice = entry
      ? chooseInjector({ ...entry, candidate: undefined }, call.revision, { namespace: "", owner: "" })
      : MAIN;
    const served = choice && (await inService.source(choice, entry));
    const live = served && (await findIstio(api, { namespace: options.istioNamespace, revision }));
    if (!choice || !served || !live) continue;
    const differences = [...clusterIds(live, entry, call.cluster), ...compareSources(live, served)];
    const mend = mendOf(differences, { ...options, revision, call, choice, entry, inService });
    reports.set(revision, { revision, differences, pods: sampled(live, served), mend });
  }
  return [...reports.values()];
}

/** By another name than istiod's, it gives no sidecar its certificate. */
function clusterIds(live: MutatorSource, entry: Cluster | undefined, name = ""): Difference[] {
  const [cluster, inService] = [clusterIdOf(live.values), entry?.clusterId ?? name];
  if (cluster === inService || inService === "") return [];
  return [{ part: "cluster id", path: "", cluster, inService }];
}

function sampled(live: MutatorSource, served: MutatorSource): DriftReport["pods"] {
  // What is the cluster's alone to say stays as it is in service.
  const { revision } = served;
  const [there, here] = [compileMutator({ ...live, ...(revision && { revision }) }), compileMutator(served)];
  const changed = SAMPLE_PODS.filter((pod) => outcomeOf(there, pod) !== outcomeOf(here, pod)).length;
  return { changed, of: SAMPLE_PODS.length };
}

/** What is the injector's is imported and pushed again; what is the cluster's own goes into its entry. */
const OF_THE_ENTRY: readonly Difference["part"][] = ["cluster id", "nodes", "namespaces"];

function mendOf(
  differences: readonly Difference[],
  context: DriftOptions & {
    readonly revision: string;
    readonly call: { readonly cluster?: string };
    readonly choice: { readonly injector: string };
    readonly entry: Cluster | undefined;
    readonly inService: InService;
  },
): string[] {
  const { call, choice, entry, inService, istioNamespace, clusterFlags, revision } = context;
  const isEntrys = ({ part }: Difference) => OF_THE_ENTRY.includes(part) && entry !== undefined;
  const words = (...parts: (string | false | undefined)[]) => parts.filter(Boolean).join(" ");
  const elsewhere = istioNamespace !== "istio-system";
  const sync = words(
    `remora cluster sync ${call.cluster}`,
    inService.flags,
    clusterFlags,
    elsewhere && `--istio-namespace ${istioNamespace}`,
  );
  const file = revision === "default" ? "injector.json" : `injector-${revision}.json`;
  const imported = words(
    "remora template import",
    clusterFlags,
    elsewhere && `--namespace ${istioNamespace}`,
    `--revision ${revision}`,
    `--out ${inService.isDeployed ? file : (inService.injectorFile ?? "FILE")}`,
  );
  const pushed = words(
    `remora template push ${file}`,
    inService.flags,
    choice.injector !== "injector" && `--name ${choice.injector}`,
  );
  return [
    ...(differences.some((each) => !isEntrys(each))
      ? inService.isDeployed
        ? [imported, pushed]
        : [imported]
      : []),
    ...(differences.some(isEntrys) ? [sync] : []),
  ];
}

import { istioPath } from "../../lib/clusters/cluster-id.ts";
import type { Cluster, InjectorChoice } from "../../lib/clusters/registry.ts";
import { chooseInjector } from "../../lib/clusters/rollout.ts";
import type { Pod } from "../../lib/injection/pod.ts";
import { workloadMetaOf } from "../../lib/injection/workload-meta.ts";
import { compileMutator, type Mutator, mutate } from "../../lib/rules/mutator.ts";
import type { InService } from "../in-service.ts";
import type { KubernetesObject } from "../kubernetes/api.ts";
import { asFirstSent, asSent } from "../kubernetes/as-sent.ts";
import { callPathOf, type InjectorWebhook } from "../kubernetes/injectors.ts";
import type { ClusterView } from "./judge.ts";

/** How a webhook's calls are answered. */
interface Answering {
  readonly path: string;
  /** Could its injectors be read? A registry alone does not say where they are. */
  readonly isKnown: boolean;
  readonly injectorFor: (pod: Pod) => Mutator | undefined;
}

/**
 * Reads what is in service for the calls of these webhooks, so that pods can be injected anew here; `isComplete` where
 * it was found for each.
 *
 * @throws SourceError, ClustersError, TemplateError, … where it cannot be had or used.
 */
export async function injectingAnew(
  inService: InService | undefined,
  webhooks: readonly InjectorWebhook[],
): Promise<{ readonly anew: ClusterView["anew"]; readonly isComplete: boolean }> {
  if (inService === undefined) return { anew: () => undefined, isComplete: false };
  const answering = new Map<string, Answering | undefined>();
  for (const webhook of webhooks) {
    const key = keyOf(webhook);
    if (!answering.has(key)) answering.set(key, await answeringOf(inService, webhook));
  }
  const isComplete = [...answering.values()].every((each) => each?.isKnown);
  const anew: ClusterView["anew"] = (pod, by) => {
    const found = answering.get(keyOf(by));
    if (found === undefined) return undefined;
    const injected = asSent(pod);
    const mutator = found.injectorFor(injected);
    if (mutator === undefined) return undefined;
    const sent = mutator.istio ? asFirstSent(injected, mutator.istio.mesh) : injected;
    return {
      sent,
      decision: mutate(mutator, { pod: sent, namespace: pod.metadata.namespace, path: found.path }),
    };
  };
  return { anew, isComplete };
}

function keyOf({ clientConfig: { url, service } }: InjectorWebhook): string {
  return url ?? service?.path ?? "";
}

async function answeringOf(inService: InService, webhook: InjectorWebhook): Promise<Answering | undefined> {
  const call = callPathOf(webhook);
  if (call === undefined) return undefined;
  const entry = call.cluster === undefined ? undefined : await inService.entry(call.cluster);
  const choices = entry ? choicesOf(entry, call.revision) : [MAIN];
  const compiled = new Map<string, Mutator>();
  for (const choice of choices) {
    const source = await inService.source(choice, entry);
    if (source) compiled.set(nameOf(choice), compileMutator(source));
  }
  return {
    path: istioPath(call.inject, entry ?? {}),
    isKnown: compiled.size === choices.length,
    injectorFor: (pod) => {
      const choice = entry ? chooseInjector(entry, call.revision, subjectOf(pod)) : MAIN;
      return choice && compiled.get(nameOf(choice));
    },
  };
}

/** What is served without a registry. */
export const MAIN: InjectorChoice = { injector: "injector", stage: "AWSCURRENT" };

const nameOf = ({ injector, stage }: InjectorChoice) => `${injector}@${stage}`;

/** The injector of a cluster's calls, and the one that some of its pods try. */
function choicesOf(entry: Cluster, revision: string | undefined): InjectorChoice[] {
  const stable = chooseInjector({ ...entry, candidate: undefined }, revision, { namespace: "", owner: "" });
  const { candidate } = entry;
  if (stable === undefined || candidate === undefined) return stable ? [stable] : [];
  return [
    stable,
    { injector: candidate.injector ?? stable.injector, stage: candidate.stage ?? stable.stage },
  ];
}

function subjectOf({ metadata }: Pod): { namespace: string; owner: string } {
  const controller = metadata.ownerReferences?.find((owner) => owner.controller)?.name;
  return { namespace: metadata.namespace ?? "", owner: controller ?? metadata.name ?? "" };
}

/** The workload that a pod belongs to, as far as the pod says. */
export function workloadOf(pod: KubernetesObject): { readonly kind: string; readonly name: string } {
  const { name, type } = workloadMetaOf(pod);
  return { kind: type.kind, name: name.name };
}

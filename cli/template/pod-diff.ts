import jsonPatch, { type Operation } from "fast-json-patch";
import type { Decision } from "../../lib/injection/decision.ts";
import { decode } from "../../lib/kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import type { JsonObject } from "../../lib/kubernetes/objects.ts";
import { stringifyYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, type Mutator, type MutatorSource, mutate } from "../../lib/rules/mutator.ts";
import { textDiff } from "../diff.ts";
import { progress } from "../progress.ts";
import type { PodGroup } from "./pods.ts";
import type { Pod } from "./sample-pods.ts";

/** A pod that comes out otherwise, and what of it. */
export interface PodChange {
  readonly pod: string;
  /** How many pods are like it, itself included. */
  readonly count: number;
  readonly before: Outcome;
  readonly after: Outcome;
  /** From the pod that was to the pod that would be. */
  readonly patch: readonly Operation[];
}

interface Outcome {
  readonly outcome: Decision["outcome"];
  /** Why it is refused, or not injected. */
  readonly why?: string;
  readonly pod: JsonObject;
}

/** What would change in pods if one injector took another's place. */
export function podChanges(
  before: MutatorSource,
  after: MutatorSource,
  groups: readonly PodGroup[],
): PodChange[] {
  const [from, to] = [compileMutator(before), compileMutator(after)];
  const tell = progress(groups.length, " pods");
  return groups.flatMap(({ name, pod, count }) => {
    const [was, is] = [resultOf(from, pod), resultOf(to, pod)];
    tell();
    if (textOf(was) === textOf(is)) return [];
    const patch = jsonPatch.compare(was.pod, is.pod);
    return [{ pod: name, count, before: was, after: is, patch }];
  });
}

/** The changes for people, pod by pod; "" where there are none. */
export function changesText(changes: readonly PodChange[], stream: NodeJS.WriteStream): string {
  return changes
    .map(({ pod, count, before, after }) => {
      const name = count === 1 ? pod : `${pod} and ${count - 1} more of its controller`;
      return textDiff(name, textOf(before), textOf(after), stream);
    })
    .join("");
}

/** The pod as it would be stored, or in a comment why it would not. */
export function outcomeOf(mutator: Mutator, pod: Pod): string {
  return textOf(resultOf(mutator, pod));
}

function resultOf(mutator: Mutator, pod: Pod): Outcome {
  // As an API server sends it.
  const sent = decode("v1.Pod", pod) as JsonObject;
  const { outcome, message, patch, reasons } = mutate(mutator, {
    pod: sent,
    namespace: pod.metadata.namespace ?? "default",
    path: "/inject",
  });
  const why = outcome === "refuse" ? message : reasons.at(-1)?.text;
  return {
    outcome,
    ...(outcome !== "inject" && { why: why ?? "" }),
    pod: patch ? (applyJsonPatch(sent, patch) as JsonObject) : sent,
  };
}

function textOf({ outcome, why, pod }: Outcome): string {
  if (outcome === "refuse") return `# refused: ${why}\n`;
  return (outcome === "skip" ? `# not injected: ${why}\n` : "") + stringifyYaml(pod);
}

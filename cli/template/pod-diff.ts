import { decode } from "../../lib/kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import { stringifyYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator, type Mutator, type MutatorSource, mutate } from "../../lib/rules/mutator.ts";
import { textDiff } from "../diff.ts";
import { type Pod, SAMPLE_PODS } from "./sample-pods.ts";

/** What would change in pods if one injector took another's place, pod by pod; "" where nothing would. */
export async function podDiff(
  before: MutatorSource,
  after: MutatorSource,
  stream: NodeJS.WriteStream,
  pods: readonly Pod[] = SAMPLE_PODS,
): Promise<string> {
  const [from, to] = [compileMutator(before), compileMutator(after)];
  return pods.map((pod) => textDiff(nameOf(pod), outcomeOf(from, pod), outcomeOf(to, pod), stream)).join("");
}

function nameOf({ metadata: { namespace = "default", name } }: Pod): string {
  return `${namespace}/${name}`;
}

/** The pod as it would be stored, or in a comment why it would not. */
export function outcomeOf(mutator: Mutator, pod: Pod): string {
  // As an API server sends it.
  const sent = decode("v1.Pod", pod);
  const decision = mutate(mutator, {
    pod: sent,
    namespace: pod.metadata.namespace ?? "default",
    path: "/inject",
  });
  if (decision.outcome === "refuse") return `# refused: ${decision.message ?? ""}\n`;
  const note = decision.outcome === "skip" ? `# not injected: ${decision.reasons.at(-1)?.text ?? ""}\n` : "";
  return note + stringifyYaml(decision.patch ? applyJsonPatch(sent, decision.patch) : sent);
}

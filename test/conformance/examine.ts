import { type Case, requestLine, reviewText } from "./case.ts";
import { type Difference, differences } from "./diff.ts";
import { type JsonObject, textAt } from "./json.ts";
import type { Answer, Oracle } from "./oracle.ts";
import { inOneOrder, objectOf, outside, unsteady, view } from "./view.ts";

/** Whoever answers lines of the protocol. */
export interface Answering {
  ask(line: string): Promise<Answer>;
}

export interface Verdict {
  readonly case: Case;
  readonly line: string;
  /**
   * "skipped": Istio's own answers to the same request differ from each other, in all the places where ours differs.
   * "crashed": Istio panics and answers nothing, and ours answers.
   */
  readonly outcome: "identical" | "different" | "skipped" | "crashed";
  readonly differences: readonly Difference[];
  readonly istio: Answer;
  readonly ours: Answer;
}

/** How often Istio is asked again where the answers differ: which of two map entries it meets first is random. */
const REPETITIONS = 60;

/** Asks both, and compares everything that is seen of the answers: all but the order of the patch's operations. */
export async function examine(
  oracle: Oracle,
  ours: Answering,
  asked: Case,
  see: typeof view = view,
): Promise<Verdict> {
  const line = requestLine(asked);
  const [istio, our] = await Promise.all([oracle.ask(line), ours.ask(line)]);
  const verdict = (outcome: Verdict["outcome"], found: readonly Difference[] = []): Verdict => ({
    case: asked,
    line,
    outcome,
    differences: found,
    istio,
    ours: our,
  });
  if (istio.error?.startsWith("panic:") && our.status === 200) return verdict("crashed");
  const object = objectOf(asked);
  const seenHere = see(our, await appliedPod(oracle, object, our));
  const podOf = async (answer: Answer) => answer.pod ?? (await appliedPod(oracle, object, answer));
  const seenThere = see(istio, await podOf(istio));
  const found = [...differences(seenThere, seenHere), ...ownApplication(our, seenHere, see)];
  if (found.length === 0) return verdict("identical");

  const views = [seenThere];
  for (let i = 0; i < REPETITIONS; i++) {
    const again = await oracle.ask(line);
    const seen = see(again, await podOf(again));
    if (differences(seen, seenHere).length === 0) return verdict("identical");
    views.push(seen);
  }
  const random = unsteady(views);
  if (random.length === 0) return verdict("different", found);
  if (differences(inOneOrder(seenThere), inOneOrder(seenHere)).length === 0) return verdict("identical");
  const real = outside(random, found);
  return real.length > 0 ? verdict("different", real) : verdict("skipped", found);
}

/** The pod that an answer's patch makes, applied by the API server's own library. */
async function appliedPod(
  oracle: Oracle,
  object: string | undefined,
  answer: Answer,
): Promise<string | undefined> {
  if (object === undefined || answer.patch === undefined) return undefined;
  const applied = await oracle.apply(object, answer.patch);
  return applied.pod;
}

/** Our own reading of RFC 6902 has to come to the same pod. */
function ownApplication(our: Answer, seen: JsonObject, see: typeof view): Difference[] {
  if (our.pod === undefined || seen.pod === undefined) return [];
  return differences(seen.pod, see(our, our.pod).pod ?? null).map((found) => ({
    ...found,
    path: `/applied by ourselves${found.path}`,
  }));
}

/** The case that sends the injected pod in again, as a later webhook's change would; undefined where nothing was injected. */
export function again({ case: asked, istio }: Verdict): Case | undefined {
  if (asked.ask.kind !== "review" || istio.pod === undefined) return undefined;
  const namespace = JSON.parse(textAt(asked.ask.review, "request", "namespace") ?? '""') as string;
  const review = reviewText(istio.pod, namespace, { uid: "0f2c1f0e-7d6e-4a53-9b1c-3f8f5d0a7c11" });
  return { ...asked, name: `${asked.name}, a second time`, ask: { kind: "review", review } };
}

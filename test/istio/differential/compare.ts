import { isDeepStrictEqual } from "node:util";
import type { Random } from "../../kubernetes/differential/random.ts";
import { answer } from "../ours.ts";
import type { IstioPeer } from "../peer.ts";
import type { Answer, Request } from "../protocol.ts";
import type { Subject } from "./questions.ts";

export interface Tally {
  /** Both gave the same result. */
  results: number;
  /** Both refused, in the same words. */
  errors: number;
  /** Asked again, Istio answered something else, so that there is nothing to compare with. */
  unstable: number;
  different: number;
}

const batchSize = 2000;

/** Asks both about generated cases, and prints the first few of those that they differ in. */
export function compare(
  subject: Subject,
  peer: IstioPeer,
  random: Random,
  count: number,
  show: number,
): Tally {
  const tally: Tally = { results: 0, errors: 0, unstable: 0, different: 0 };
  for (let done = 0; done < count; done += batchSize) {
    const requests = Array.from({ length: Math.min(batchSize, count - done) }, () =>
      subject.generate(random),
    );
    for (const [i, theirs] of peer.ask(requests).entries()) {
      const request = requests[i] as Request;
      const ours = answer(request);
      const outcome = judge(peer, request, ours, theirs);
      tally[outcome]++;
      if (outcome === "different" && tally.different <= show) print(request, ours, theirs);
    }
  }
  return tally;
}

function judge(peer: IstioPeer, request: Request, ours: Answer, theirs: Answer): keyof Tally {
  if (isDeepStrictEqual(ours, theirs)) return theirs.error === undefined ? "results" : "errors";
  // Go ranges over maps in a random order, so that of several faults it reports now one, now another.
  const again = peer.ask(Array.from({ length: 12 }, () => request));
  return again.every((answer) => isDeepStrictEqual(answer, theirs)) ? "different" : "unstable";
}

function print(request: Request, ours: Answer, theirs: Answer): void {
  console.log(
    `different:\n  asked   ${JSON.stringify(request)}\n  ours    ${JSON.stringify(ours)}\n  Istio's ${JSON.stringify(theirs)}`,
  );
}

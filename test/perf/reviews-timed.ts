import { type Contestant, istio, ours } from "./contestant.ts";
import type { Measurement } from "./measurement.ts";
import * as reviews from "./reviews.ts";
import type { ReviewText } from "./serial.ts";

interface Work {
  readonly name: string;
  readonly review: ReviewText;
  /** How many are answered in a round: enough that the clock's hundredths of a second do not show. */
  readonly count: number;
  readonly goal?: number;
}

const GROWTH = [10, 100, 1000];

/** The reviews of the table, and those that show how time grows. */
export const WORK: readonly Work[] = [
  { name: "hello, distinct", review: reviews.hello(), count: 400, goal: 4 },
  { name: "big, distinct", review: reviews.big(), count: 150, goal: 4 },
  { name: "replicas", review: reviews.replicas(), count: 1000, goal: 25 },
  ...GROWTH.map((n) => ({ name: `${n} containers`, review: reviews.containers(n), count: 2000 / n })),
  ...GROWTH.map((n) => ({ name: `${n} variables`, review: reviews.variables(n), count: 6000 / n })),
];

/** One review from the body's bytes to the answer's, no network: processor time, both sides in turns. */
export async function timeReviews(injector: string, rounds: number, share = 1): Promise<Measurement[]> {
  const sides = { ours: await ours(injector), istio: istio(injector) };
  const serials = new Serials();
  try {
    const measurements: Measurement[] = [];
    for (const work of WORK) {
      const count = Math.max(1, Math.ceil(work.count * share));
      // What a process does once (compiling code, filling memory) is over after some thousand reviews.
      await turn(sides, work, count * Math.min(8, rounds), serials);
      const samples = { ours: [] as number[], istio: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        const { our, their } = await turn(sides, work, count, serials);
        samples.ours.push(our);
        samples.istio.push(their);
      }
      const { name, goal } = work;
      measurements.push({
        name,
        unit: "ms of processor time",
        better: "less",
        ...samples,
        ...(goal && { goal }),
      });
    }
    return measurements;
  } finally {
    sides.ours.close();
    sides.istio.close();
  }
}

async function turn(
  sides: { readonly ours: Contestant; readonly istio: Contestant },
  { review }: Work,
  count: number,
  serials: Serials,
): Promise<{ our: number; their: number }> {
  const first = serials.take(count);
  return {
    our: await sides.ours.time(review, first, count),
    their: await sides.istio.time(review, first, count),
  };
}

/** No review is asked twice. */
class Serials {
  #next = 1;

  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }
}

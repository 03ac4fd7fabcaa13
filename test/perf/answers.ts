import { examine } from "../conformance/examine.ts";
import { Oracle, readAnswer } from "../conformance/oracle.ts";
import { Ours } from "../conformance/ours.ts";
import { judge } from "../support/istio.ts";
import { WORK } from "./reviews-timed.ts";
import { reviewAt } from "./serial.ts";

export interface Compared {
  readonly name: string;
  readonly same: number;
  readonly different: number;
}

/** Asks both sides for the same reviews and compares the pods: speed counts where the answers are equal. */
export async function compareAnswers(injector: string, count: number): Promise<Compared[]> {
  const oracle = new Oracle(judge().program("oracle"));
  const door = new Ours();
  const our = { ask: async (line: string) => readAnswer(door.answer(line)) };
  try {
    const results: Compared[] = [];
    for (const { name, review } of WORK) {
      let same = 0;
      for (let n = 1; n <= count; n++) {
        const ask = { kind: "review", review: reviewAt(review, n) } as const;
        const settings = { revision: "default" };
        const asked = { name, group: name, injectorFile: injector, settings, ask };
        const { outcome } = await examine(oracle, our, asked);
        if (outcome === "identical") same++;
      }
      results.push({ name, same, different: count - same });
    }
    return results;
  } finally {
    oracle.close();
  }
}

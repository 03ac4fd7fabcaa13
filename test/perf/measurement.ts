import type { Sample } from "./statistics.ts";

/** A row of the table: the same work done by both sides, once a round, one after the other. */
export interface Measurement {
  /** What was done, in the words of the table. */
  readonly name: string;
  readonly unit: string;
  readonly ours: Sample;
  readonly istio: Sample;
  /** Which way is better. */
  readonly better: "less" | "more";
  /** Ours to Istio's must reach this; where it is left out, there is nothing to reach. */
  readonly goal?: number;
}

/** How many times better ours is than Istio's, round by round. */
export function advantages({ ours, istio, better }: Measurement): Sample {
  return ours.map((our, i) => {
    const their = istio[i] as number;
    return better === "less" ? their / our : our / their;
  });
}

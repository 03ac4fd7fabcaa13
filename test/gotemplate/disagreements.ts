import type { Answer } from "./peer.ts";
import type { Rendering } from "./render.ts";

/** Where our answers differ from Go's and are meant to: each with its reason. */
export const DISAGREEMENTS: readonly {
  readonly reason: string;
  readonly covers: (rendering: Rendering, go: Answer, ours: Answer) => boolean;
}[] = [
  {
    reason: "%p and the like print a machine address, another one in every run of Go",
    covers: ({ template }, go, ours) =>
      /%[^a-zA-Z]*p/.test(template) && withoutAddresses(go) === withoutAddresses(ours),
  },
  {
    reason:
      "a list that was cut keeps in Go the capacity of the whole, which words the error of an index beyond it",
    covers: (_, go, ours) =>
      /error calling slice: invalid slice index: \d+ > \d+$/.test(errorOf(go)) &&
      /error calling slice: index out of range: \d+$/.test(errorOf(ours)),
  },
];

const errorOf = (answer: Answer): string => ("error" in answer ? answer.error : "");

const withoutAddresses = (answer: Answer): string =>
  JSON.stringify("output" in answer ? answer.output : answer.error).replace(
    / *(?:0x)?[\da-f]{6,16} */g,
    "ADDRESS",
  );

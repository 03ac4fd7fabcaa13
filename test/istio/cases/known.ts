import type { Cases } from "../protocol.ts";

/** What there is, so that nothing is forgotten. */
export const knownCases: Cases = {
  "the annotations that are validated, and the functions that Istio adds to sprig's": { op: "known" },
};

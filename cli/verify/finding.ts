/**
 * What becomes clear about a pod that has a sidecar, or that a label asks to have one:
 *
 * | verdict      | sidecar | what it means                                                     | wrong |
 * |--------------|---------|-------------------------------------------------------------------|-------|
 * | `ok`         | yes     | it is of the version in service, as far as that is known          |       |
 * | `outdated`   | yes     | created anew, the pod would get another one                       | yes   |
 * | `missing`    | no      | a webhook selects it, yet none was put in                         | yes   |
 * | `not-called` | no      | a label asks for one, but the selectors of no webhook let it in   | yes   |
 * | `left-out`   | no      | a rule leaves it out: it is as it should be                       |       |
 * | `others`     | either  | istiod's own webhook sees to it                                   |       |
 * | `unasked`    | no      | nothing asks for one                                              |       |
 */
export type Verdict = "ok" | "outdated" | "missing" | "not-called" | "left-out" | "others" | "unasked";

export const WRONG: readonly Verdict[] = ["missing", "not-called", "outdated"];

export interface Judgement {
  readonly verdict: Verdict;
  /** A sentence; "" where the verdict says all. */
  readonly why: string;
}

export interface Finding extends Judgement {
  readonly namespace: string;
  readonly pod: string;
  readonly workload: { readonly kind: string; readonly name: string };
}

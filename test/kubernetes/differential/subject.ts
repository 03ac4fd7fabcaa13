import type { Question } from "./question.ts";
import type { Random } from "./random.ts";

/** One thing of ours that Go does too. */
export interface Subject {
  readonly name: string;
  /** How many of a hundred cases of a run. */
  readonly share: number;
  generate(random: Random): Question;
  /**
   * Our answer, in the form of Go's result; throws what we have to say against the case. Undefined where the
   * case is not for what is tested.
   */
  answer(question: Question): string | undefined;
  /** How results and messages are compared; the default is by the letter. */
  readonly comparison?: "text" | "json";
  /** Whether our message has to be Go's too, or only has to be there. */
  readonly comparesMessages?: boolean;
}

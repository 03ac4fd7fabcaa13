import type { Question } from "../differential/question.ts";

/** What a case shows, in a sentence, and the case. */
export type Case = readonly [sentence: string, question: Question];

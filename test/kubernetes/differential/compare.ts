import { isDeepStrictEqual } from "node:util";
import { parseJson, writeJson } from "../../../lib/kubernetes/json.ts";
import type { GoPeer } from "./go-peer.ts";
import { reasonToStay } from "./known.ts";
import type { Answer, Question } from "./question.ts";
import type { Random } from "./random.ts";
import type { Subject } from "./subject.ts";

export interface Tally {
  /** Both gave the same result. */
  readonly results: number;
  /** Both refused, in the same words where words count. */
  readonly errors: number;
  /** Go gave more than one answer, so that there is none to compare with. */
  readonly unstable: number;
  readonly different: number;
  /** Different for a reason that stands in known.ts. */
  readonly known: number;
  /** Not for us to answer. */
  readonly passedOver: number;
}

const batchSize = 5000;

/** Asks both about generated cases, and prints the first few of those that they differ in. */
export function compareSubject(
  subject: Subject,
  peer: GoPeer,
  random: Random,
  count: number,
  show: number,
): Tally {
  const tally = { results: 0, errors: 0, unstable: 0, different: 0, known: 0, passedOver: 0 };
  for (let done = 0; done < count; done += batchSize) {
    const questions = Array.from({ length: Math.min(batchSize, count - done) }, () =>
      subject.generate(random),
    );
    for (const [index, theirs] of peer.ask(questions).entries()) {
      const question = questions[index] as Question;
      const ours = answer(subject, question);
      const outcome = ours ? explain(subject, question, ours, theirs) : "passedOver";
      tally[outcome]++;
      if (ours && outcome === "different" && tally.different <= show) printDifference(question, ours, theirs);
    }
  }
  return tally;
}

export function answer(subject: Subject, question: Question): Answer | undefined {
  try {
    const result = subject.answer(question);
    return result === undefined ? undefined : { result };
  } catch (error) {
    return {
      error:
        error instanceof Error && "code" in error
          ? error.message
          : `internal: ${String((error as Error).stack)}`,
    };
  }
}

function explain(subject: Subject, question: Question, ours: Answer, theirs: Answer): keyof Tally {
  const outcome = judge(subject, ours, theirs);
  const mayStay = outcome === "different" && reasonToStay(subject.name, question, ours, theirs) !== undefined;
  return mayStay ? "known" : outcome;
}

/** How our answer compares to Go's. */
export function judge(subject: Subject, ours: Answer, theirs: Answer): keyof Tally {
  if (theirs.unstable) return "unstable";
  if (ours.error?.startsWith("internal: ")) return "different";
  if (ours.error !== undefined || theirs.error !== undefined) {
    const alike = subject.comparesMessages
      ? ours.error === theirs.error
      : ours.error !== undefined && theirs.error !== undefined;
    return alike ? "errors" : "different";
  }
  return sameResult(subject, ours.result ?? "", theirs.result ?? "") ? "results" : "different";
}

function sameResult(subject: Subject, ours: string, theirs: string): boolean {
  if (ours === theirs) return true;
  return subject.comparison === "json" && isDeepStrictEqual(parseJson(ours), parseJson(theirs));
}

function printDifference(question: Question, ours: Answer, theirs: Answer): void {
  console.log(`different:\n  case ${shorten(JSON.stringify(question))}`);
  const place = firstDifference(parsed(ours.result), parsed(theirs.result), "");
  if (ours.result !== undefined && theirs.result !== undefined && place) {
    console.log(`  ours ${shorten(place.ours)}\n  Go's ${shorten(place.theirs)}\n  at   ${place.path}`);
  } else {
    console.log(`  ours ${shorten(JSON.stringify(ours))}\n  Go's ${shorten(JSON.stringify(theirs))}`);
  }
}

const longestShown = 1500;

function shorten(text: string): string {
  if (text.length <= longestShown) return text;
  return `${text.slice(0, longestShown)}… (${text.length} characters)`;
}

function parsed(text: string | undefined): unknown {
  try {
    return parseJson(text ?? "");
  } catch {
    return text;
  }
}

interface Place {
  readonly path: string;
  readonly ours: string;
  readonly theirs: string;
}

function firstDifference(ours: unknown, theirs: unknown, path: string): Place | undefined {
  if (isDeepStrictEqual(ours, theirs)) return undefined;
  if (typeof ours === "object" && typeof theirs === "object" && ours && theirs) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const [a, b] = [ours, theirs].map((side) => (side as Record<string, unknown>)[key]);
      const place = firstDifference(a, b, `${path}/${key}`);
      if (place) return place;
    }
  }
  return { path, ours: print(ours), theirs: print(theirs) };
}

function print(value: unknown): string {
  return value === undefined ? "nothing" : writeJson(value);
}

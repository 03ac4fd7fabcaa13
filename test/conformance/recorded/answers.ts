import { readFileSync } from "node:fs";
import { type Ask, type Case, type Injector, requestLine, reviewText } from "../case.ts";
import { type JsonObject, parse, stringify } from "../json.ts";
import type { Answer } from "../oracle.ts";
import { applyPatch, type Operation } from "../patch.ts";
import { objectOf, view } from "../view.ts";
import { INJECTORS } from "./injectors.ts";
import type { RecordedCase } from "./pods.ts";

/** Istio's answers, by the case's name; the second is to the injected pod sent in again. */
export type Answers = Readonly<Record<string, readonly JsonObject[]>>;

export const ANSWERS_FILE = new URL("answers.jsonl", import.meta.url);

/** One line a case, in the order in which they were recorded. */
export function readAnswers(): Answers {
  const lines = readFileSync(ANSWERS_FILE, "utf8").trim().split("\n");
  const recorded = lines.map((line) => parse(line) as { name: string; answers: JsonObject[] });
  return Object.fromEntries(recorded.map(({ name, answers }) => [name, answers]));
}

/** What is kept of an answer, and compared. */
export function kept(asked: Case, answer: Answer): JsonObject {
  const object = objectOf(asked);
  if (answer.patch === undefined || answer.error !== undefined || object === undefined)
    return view(answer, undefined);
  const pod = applyPatch(parse(object), parse(answer.patch) as unknown as Operation[]);
  return view(answer, stringify(pod));
}

/** The line that asks a recorded case: as it stands, or with `pod`, which an earlier answer made of it. */
export function recordedLine(recorded: RecordedCase, pod?: string): { asked: Case; line: string } {
  const ask: Ask =
    recorded.ask.kind === "pod"
      ? { kind: "review", review: reviewText(pod ?? recorded.ask.pod, recorded.namespace ?? "default") }
      : recorded.ask;
  const asked: Case = {
    name: recorded.name,
    group: "",
    injectorFile: "",
    settings: recorded.settings ?? {},
    ask,
  };
  const texts: Injector = INJECTORS[recorded.injector ?? "plain"] as Injector;
  const line = requestLine(asked).replace('"injectorFile":""', JSON.stringify(texts).slice(1, -1));
  return { asked, line };
}

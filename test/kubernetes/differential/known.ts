import type { Answer, Question } from "./question.ts";

/** Differences that stay, each with its reason. */
interface Known {
  readonly subject: string;
  readonly reason: string;
  applies(question: Question, ours: Answer, theirs: Answer): boolean;
}

const known: readonly Known[] = [
  {
    subject: "yaml broken",
    reason: "broken texts that go-yaml makes something of and the `yaml` package does not are refused",
    applies: (_question, ours, theirs) =>
      ours.error?.includes("yaml: ") === true && theirs.result !== undefined,
  },
  {
    subject: "yaml broken",
    reason:
      "the `yaml` package drops spaces at the end of a block scalar whose indentation is given by a number",
    applies: ({ text = "" }) => /[|>][-+]?[1-9][-+]?/.test(text),
  },
  {
    subject: "yaml broken",
    reason:
      "the two split a damaged tag or anchor (`!?!str`, `[!,`, `&a:b`) from its text at different places",
    applies: ({ text = "" }) =>
      /!(?!!(?:str|int|float|bool|null|binary) |foo |bang)|&(?!(?:[xyzk]|amp)(?:[\s,\]}]|$))/.test(text),
  },
  {
    subject: "yaml broken",
    reason: "behind an escaped line break the `yaml` package takes an empty line for a space",
    applies: ({ text = "" }) => /\\(?:\r?\n|\u0085) *[\r\n\u0085]/.test(text),
  },
  {
    subject: "yaml broken",
    reason: "a null key is an error here even where a repeated key replaces the mapping that it stands in",
    applies: (_question, ours) => ours.error?.includes("unsupported map key") === true,
  },
];

/** Why a difference may stay; undefined if it may not. */
export function reasonToStay(
  subject: string,
  question: Question,
  ours: Answer,
  theirs: Answer,
): string | undefined {
  return known.find((entry) => entry.subject === subject && entry.applies(question, ours, theirs))?.reason;
}

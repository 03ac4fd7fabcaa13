/**
 * Errors as Go's code carries them: one error, which is its text, or several together, which is a
 * multierror (github.com/hashicorp/go-multierror) and prints as a list, be it of one.
 */
export type Problem = string | readonly string[];
export type Maybe = Problem | undefined;

/** multierror.Append: always a list, in which lists are flattened. */
export function append(problems: Maybe, ...added: readonly Maybe[]): readonly string[] {
  return [problems, ...added].flatMap((problem) => problem ?? []);
}

/** Like {@link append}, but a single problem stays what it is (agent.AppendValidation). */
export function combine(...problems: readonly Maybe[]): Maybe {
  const [first, ...rest] = problems.filter((problem) => problem !== undefined);
  return rest.length === 0 ? first : append(first, ...rest);
}

/** Only what is there, as a list; nothing if there is nothing. */
export function collect(...problems: readonly Maybe[]): readonly string[] | undefined {
  const all = append(undefined, ...problems);
  return all.length === 0 ? undefined : all;
}

/** multierror.Prefix. */
export function prefix(text: string, problem: Maybe): Maybe {
  if (problem === undefined) return undefined;
  return typeof problem === "string" ? `${text} ${problem}` : problem.map((each) => `${text} ${each}`);
}

export function textOf(problem: Problem): string {
  if (typeof problem === "string") return problem;
  if (problem.length === 1) return `1 error occurred:\n\t* ${problem[0]}\n\n`;
  return `${problem.length} errors occurred:\n\t${problem.map((each) => `* ${each}`).join("\n\t")}\n\n`;
}

/** The message of whatever a reader throws; nothing where it does not. */
export function problemOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

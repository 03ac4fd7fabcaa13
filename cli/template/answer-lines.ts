import { once } from "node:events";
import { createInterface } from "node:readline";
import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import { type FuncMap, GoError, type GoValue } from "../../lib/gotemplate/values.ts";
import { decodeJson } from "../../lib/sprig/json.ts";
import { commandFunctions } from "./functions.ts";
import { EXECUTION_LIMITS } from "./limits.ts";

/** The name that every template of a line has, which Go's messages begin with. */
const NAME = "t";

interface Line {
  readonly id?: unknown;
  readonly template?: unknown;
  readonly data?: GoValue;
  /** One option or several. */
  readonly options?: unknown;
  /** [left, right] */
  readonly delims?: unknown;
}

type Answer = { readonly id?: unknown } & ({ readonly output: string } | { readonly error: string });

/** Answers lines of JSON in their order, one for each; a line that cannot be read is answered with an error, too. */
export async function answerLines(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  env: readonly string[],
): Promise<void> {
  const functions = commandFunctions(env);
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === "") continue;
    if (!output.write(`${JSON.stringify(answer(line, functions))}\n`)) await once(output, "drain");
  }
}

function answer(text: string, functions: FuncMap): Answer {
  let id: unknown;
  try {
    const line = decodeJson(text) as Line;
    id = line?.id;
    // JSON cannot carry bytes outside UTF-8; like Go's encoder this writes U+FFFD for each.
    return { id, output: render(line, functions).toWellFormed() };
  } catch (error) {
    if (error instanceof TemplateError || error instanceof GoError || error instanceof TypeError) {
      return { id, error: error.message.toWellFormed() };
    }
    throw error;
  }
}

function render(line: Line, functions: FuncMap): string {
  if (typeof line?.template !== "string") throw new GoError('the line has no "template"');
  const [left, right] = textsIn(line.delims);
  return new Template(NAME, { limits: EXECUTION_LIMITS })
    .funcs(functions)
    .delims(left ?? "", right ?? "")
    .option(...textsIn(line.options))
    .parse(line.template)
    .execute(line.data);
}

function textsIn(value: unknown): string[] {
  const all = value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
  if (all.every((item) => typeof item === "string")) return all;
  throw new GoError('"options" and "delims" are lists of strings');
}

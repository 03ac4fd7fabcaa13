import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import type { GoValue } from "../../lib/gotemplate/values.ts";
import { yamlFuncs } from "../../lib/sprig/helm.ts";
import { sprigFuncs } from "../../lib/sprig/sprig.ts";

/**
 * Every line of cases/*.jsonl is a template with Go's own answer to it. To add one, write a line with
 * `template` and, where needed, `data`, and run `npm run record:sprig`.
 */
interface Recording {
  readonly template: string;
  readonly data?: GoValue;
  readonly output?: string;
  readonly error?: string;
}

const CASES = new URL("cases/", import.meta.url);
const functions = {
  ...sprigFuncs({
    clock: () => new Date(),
    random: (count) => randomBytes(count),
    env: { REMORA_PEER: "yes" },
  }),
  ...yamlFuncs,
};

function recordings(file: string): Recording[] {
  return readFileSync(new URL(file, CASES), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Recording);
}

/** JSON cannot carry bytes outside UTF-8: Go's encoder wrote U+FFFD for each of them. */
function render({ template, data }: Recording): Pick<Recording, "output" | "error"> {
  try {
    return { output: new Template("t").funcs(functions).parse(template).execute(data).toWellFormed() };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message.toWellFormed() };
    throw error;
  }
}

const files = readdirSync(CASES);

describe.each(files.map((file) => [basename(file, ".jsonl"), file]))("%s as Go answers", (_, file) => {
  test.each(recordings(file).map((recording) => [recording.template, recording] as const))(
    "%s",
    (_, recording) => {
      const { output, error } = recording;
      expect(render(recording)).toEqual(error === undefined ? { output } : { error });
    },
  );
});

test("every function of sprig is in at least three recorded calls", () => {
  const text = files
    .flatMap(recordings)
    .map(({ template }) => template)
    .join("\n");
  const written = (name: string) => text.match(new RegExp(`\\b${name}\\b`, "g"))?.length ?? 0;
  const names = Object.entries(functions).filter(([, { refused }]) => refused === undefined);
  expect(names.map(([name]) => name).filter((name) => written(name) < 3)).toEqual([]);
});

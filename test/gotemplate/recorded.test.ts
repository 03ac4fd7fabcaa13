import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { DISAGREEMENTS } from "./disagreements.ts";
import type { Answer } from "./peer.ts";
import { type Rendering, render } from "./render.ts";

/**
 * Every line of cases/*.jsonl is a template with Go's own answer to it. To add one, write a line with `name`,
 * `template` and, where needed, `data`, `options`, `delims`, and run `npm run record:gotemplate`.
 */
interface Recording extends Rendering {
  readonly name: string;
  readonly output?: string;
  readonly error?: string;
}

const CASES = new URL("cases/", import.meta.url);

function recordings(file: string): Recording[] {
  const lines = readFileSync(new URL(file, CASES), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Recording);
}

/** JSON cannot carry bytes outside UTF-8: they are recorded as U+FFFD. */
const wellFormed = (answer: Answer): Answer =>
  "output" in answer ? { output: answer.output.toWellFormed() } : { error: answer.error.toWellFormed() };

describe.each(readdirSync(CASES))("%s as Go answers", (file) => {
  test.each(recordings(file).map((recording) => [recording.name, recording] as const))(
    "%s",
    (_, recording) => {
      const { output, error } = recording;
      const go: Answer = error === undefined ? { output: output ?? "" } : { error };
      const ours = wellFormed(render(recording, {}));
      if (DISAGREEMENTS.some(({ covers }) => covers(recording, go, ours))) return;
      expect(ours).toEqual(go);
    },
  );
});

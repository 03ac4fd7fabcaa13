import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "./json.ts";
import { readAnswer } from "./oracle.ts";
import { Ours } from "./ours.ts";
import { kept, readAnswers, recordedLine } from "./recorded/answers.ts";
import { RECORDED } from "./recorded/cases.ts";
import { inOneOrder } from "./view.ts";

/*
 * Our own cases with the answers that Istio gave when they were recorded (npm run conformance:record): pods of ours,
 * under configurations and templates of ours. npm run conformance asks Istio anew, and about much more.
 */
const answers = readAnswers();
const ours = new Ours();

for (const [group, cases] of Object.entries(RECORDED)) {
  describe(group, () => {
    test.each(cases.map((recorded) => [recorded.name, recorded] as const))("%s", (name, recorded) => {
      const [first, second] = answers[name] as [JsonObject, JsonObject?];
      const { asked, line } = recordedLine(recorded);
      const answer = readAnswer(ours.answer(line));
      expect(inOneOrder(kept(asked, answer))).toEqual(inOneOrder(first));
      if (!second) return;
      const again = recordedLine(recorded, answer.pod);
      expect(inOneOrder(kept(again.asked, readAnswer(ours.answer(again.line))))).toEqual(inOneOrder(second));
    });
  });
}

test("every recorded answer has its case", () => {
  const names = Object.values(RECORDED).flatMap((cases) => cases.map(({ name }) => name));
  expect(Object.keys(answers).sort()).toEqual([...new Set(names)].sort());
  expect(names.length).toBe(new Set(names).size);
});

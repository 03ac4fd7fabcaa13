import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { tables } from "./cases/all.ts";
import { answer, judge } from "./differential/compare.ts";
import type { Answer } from "./differential/question.ts";

/** What Kubernetes' own libraries answered (test/kubernetes/record.ts). */
const recorded: Record<string, Record<string, Answer>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "answers.json"), "utf8"),
);

describe.each(tables)("$about", ({ about, subject, cases }) => {
  test.each(cases)("%s", (sentence, question) => {
    const theirs = recorded[about]?.[sentence];
    if (!theirs) throw new Error("there is no recorded answer: npm run record:kubernetes");
    const ours = answer(subject, question);
    const alike = ours !== undefined && judge(subject, ours, theirs) !== "different";
    expect(alike ? theirs : ours).toEqual(theirs);
  });

  test("no two cases have the same sentence", () => {
    expect(new Set(cases.map(([sentence]) => sentence)).size).toBe(cases.length);
  });
});

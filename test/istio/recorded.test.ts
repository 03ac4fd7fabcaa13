import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { allCases } from "./cases/all.ts";
import { answer } from "./ours.ts";
import type { Answer } from "./protocol.ts";

/** Istio's answers to our cases, recorded by test/istio/record.ts. */
describe.each(Object.entries(allCases))("%s, as Istio answers", (file, cases) => {
  const path = join(import.meta.dirname, "answers", `${file}.json`);
  const recorded = JSON.parse(readFileSync(path, "utf8")) as Record<string, Answer>;

  test("every case has been recorded", () => {
    expect(Object.keys(recorded).sort()).toEqual(Object.keys(cases).sort());
  });

  test.each(Object.entries(cases))("%s", (name, request) => {
    expect(answer(request)).toEqual(recorded[name]);
  });
});

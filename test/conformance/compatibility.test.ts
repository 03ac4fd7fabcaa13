import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { KINDS, OLDER_FILE, type OlderResult, OTHER } from "./compatibility/older.ts";
import { renderCompatibility } from "./compatibility/render.ts";
import { RESULT_FILE, type Result } from "./compatibility/result.ts";
import { CONFIGURATIONS } from "./configurations.ts";

const result = JSON.parse(readFileSync(RESULT_FILE, "utf8")) as Result;
const older = JSON.parse(readFileSync(OLDER_FILE, "utf8")) as OlderResult[];
const page = readFileSync(new URL("../../docs/compatibility.md", import.meta.url), "utf8");

test("docs/compatibility.md says what the last recorded run found", () => {
  expect(page).toBe(renderCompatibility(result, older));
});

test("the recorded run is of the configurations that there are", () => {
  const rows = new Set(Object.keys(result.rows));
  expect(Object.keys(CONFIGURATIONS).filter((name) => !rows.has(name))).toEqual([]);
});

test("every difference of an older Istio has words", () => {
  const kinds = older.flatMap((run) => Object.keys(run.kinds));
  expect(kinds.filter((kind) => kind !== OTHER && !Object.hasOwn(KINDS, kind))).toEqual([]);
});

import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { renderCompatibility } from "./compatibility/render.ts";
import { RESULT_FILE, type Result } from "./compatibility/result.ts";
import { CONFIGURATIONS } from "./configurations.ts";

const result = JSON.parse(readFileSync(RESULT_FILE, "utf8")) as Result;
const page = readFileSync(new URL("../../docs/compatibility.md", import.meta.url), "utf8");

test("docs/compatibility.md says what the last recorded run found", () => {
  expect(page).toBe(renderCompatibility(result));
});

test("the recorded run is of the configurations that there are", () => {
  const rows = new Set(Object.keys(result.rows));
  expect(Object.keys(CONFIGURATIONS).filter((name) => !rows.has(name))).toEqual([]);
});

import { expect, test } from "@jest/globals";
import { structured, table } from "../../cli/output.ts";

const ROWS = [
  ["NAME", "NETWORK"],
  ["a", "n1"],
  ["longer", "-"],
];
const stream = (isTTY: boolean) => ({ isTTY }) as NodeJS.WriteStream;

test("a terminal gets a table, a pipe a line a row", () => {
  expect(table(ROWS, stream(true))).toBe("NAME    NETWORK\na       n1\nlonger  -\n");
  expect(table(ROWS, stream(false))).toBe("a\tn1\nlonger\t-\n");
});

test("JSON and YAML hold the same, whatever size its integers have", () => {
  const value = { name: "a", list: [1, 2n ** 60n] };
  expect(JSON.parse(structured(value, "json"))).toEqual({ name: "a", list: [1, String(2n ** 60n)] });
  expect(structured(value, "yaml")).toBe("list:\n- 1\n- 1152921504606846976\nname: a\n");
});

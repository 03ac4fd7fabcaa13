import { describe, expect, test } from "@jest/globals";
import { checkJsonNesting, checkYamlNesting, MAX_DEPTH } from "../../lib/kubernetes/nesting.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const indented = (depth: number) => Array.from({ length: depth }, (_, i) => `${" ".repeat(i)}a:\n`).join("");

describe("a text that nests too deeply is turned down before it is read", () => {
  const cases: [string, string][] = [
    ["lists in brackets", nested(MAX_DEPTH + 1)],
    ["lists without an end", "[".repeat(100_000)],
    ["mappings in braces", "{a: ".repeat(MAX_DEPTH + 1)],
    ["lists by dashes", "- ".repeat(MAX_DEPTH + 1)],
    ["mappings by indentation", indented(2 * MAX_DEPTH + 1)],
    ["explicit keys", "? ".repeat(MAX_DEPTH + 1)],
  ];
  test.each(cases)("%s", (_name, text) => {
    expect(() => parseYaml(text)).toThrow(`exceeded max depth of ${MAX_DEPTH}`);
  });

  test("JSON likewise, but for brackets in its strings", () => {
    expect(() => checkJsonNesting(nested(MAX_DEPTH + 1))).toThrow("exceeded max depth");
    expect(() => checkJsonNesting(JSON.stringify({ a: `${"[".repeat(1000)}\\"` }))).not.toThrow();
  });
});

describe("what is allowed can be read", () => {
  const cases: [string, string][] = [
    ["lists in brackets", nested(MAX_DEPTH)],
    ["lists by dashes", `${"- ".repeat(MAX_DEPTH - 1)}x`],
    ["mappings by indentation", indented(MAX_DEPTH)],
    ["brackets that are closed again and again", "- [{}]\n".repeat(MAX_DEPTH * 3)],
  ];
  test.each(cases)("%s", (_name, text) => {
    expect(() => checkYamlNesting(text)).not.toThrow();
    expect(() => parseYaml(text)).not.toThrow();
  });
});

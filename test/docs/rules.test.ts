import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { INJECTOR } from "../examples/cases.ts";

const RULES = readFileSync(join(import.meta.dirname, "../../docs/rules.md"), "utf8");
const blocks = [...RULES.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

test("every configuration in docs/rules.md compiles", () => {
  expect(blocks.length).toBeGreaterThan(2);
  for (const block of blocks) {
    const source = loadInjectorSource(
      /^ {2}- istio$/m.test(block) ? [JSON.stringify(INJECTOR), block] : block,
    );
    expect(compileMutator(source).steps.length).toBeGreaterThan(0);
  }
});

describe("docs/rules.md names each key of the format:", () => {
  const faultOf = (rule: object) => {
    try {
      compileMutator({ rules: [rule] });
      return "none";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const keysUnder = (title: string) =>
    [...((RULES.split(`${title}\n`)[1] ?? "").split("\n#")[0]?.matchAll(/^\| `(\w+)` \|/gm) ?? [])].map(
      ([, key]) => key as string,
    );

  test("of a rule", () => {
    expect(keysUnder("## A rule")).toEqual(["name", "match", "overlay", "patch"]);
    expect(faultOf({ name: "a", overlay: {}, more: 1 })).toContain("rules.0.more: is not a key of a rule");
  });
  test("of a match", () => {
    const keys = keysUnder("### match");
    expect(keys).toHaveLength(6);
    // A value that no key takes: whatever is said of it, the key is known.
    for (const key of keys)
      expect(faultOf({ name: "a", overlay: {}, match: { [key]: 1 } })).not.toContain("is not a key");
    expect(faultOf({ name: "a", overlay: {}, match: { other: 1 } })).toContain("is not a key");
  });
});

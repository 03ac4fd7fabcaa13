import { describe, expect, test } from "@jest/globals";
import { ruleLine } from "../../lib/rules/places.ts";

const TEXT = `# a comment
rules:
  - istio
  - name: first
    overlay:
      metadata:
        annotations:
          a: "1"
      spec: { nodeSelector: {
        disk: ssd } }
  - name: second
    overlay: |
      spec:
        # of the template
        hostNetwork: true
  - { name: third, patch: '[{ "op": "add", "path": "/x", "value": 1 }]' }
`;
const FILES = [
  { file: "values.yaml", text: "global: {}\n" },
  { file: "rules.yaml", text: TEXT },
];
const origin = (rule: string, more = {}) => ({ kind: "rule", form: "overlay", rule, ...more }) as const;

describe("the line of a rule:", () => {
  test.each([
    ["a value of an overlay in YAML", origin("first", { path: ["metadata", "annotations", "a"] }), 8],
    ["one that is written in braces", origin("first", { path: ["spec", "nodeSelector", "disk"] }), 10],
    [
      "a line of an overlay's text",
      origin("second", { template: { line: 3, expressions: [], inputs: [] } }),
      15,
    ],
    [
      "a text in quotes",
      origin("third", { form: "patch", template: { line: 1, expressions: [], inputs: [] } }),
      16,
    ],
    ["nothing more: the rule", origin("second"), 11],
  ])("%s", (_, source, line) => expect(ruleLine(FILES, source)).toEqual({ file: "rules.yaml", line }));

  test("a rule that stands in none of the files", () =>
    expect(ruleLine(FILES, origin("fourth"))).toBeUndefined());
  test("a list of rules alone", () =>
    expect(ruleLine([{ file: "-", text: "- name: a\n  patch: []\n" }], origin("a"))).toEqual({
      file: "-",
      line: 1,
    }));
});

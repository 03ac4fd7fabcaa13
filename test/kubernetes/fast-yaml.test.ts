import { describe, expect, test } from "@jest/globals";
import { readFastYaml } from "../../lib/kubernetes/yaml/fast-yaml.ts";
import { readYaml } from "../../lib/kubernetes/yaml/read.ts";

const read: [sentence: string, text: string][] = [
  ["nothing", ""],
  ["comments alone", "# a\n  # b\n"],
  ["nested mappings", "a:\n  b:\n    c: 1\n  d: x\ne: y\n"],
  ["a list under its key, indented or not", "a:\n- 1\n- 2\nb:\n  - 3\n"],
  ["mappings in lists", "a:\n- b: 1\n  c: 2\n-   d: 3\n    e: 4\n-\n  f: 5\n"],
  ["lists in lists", "- - 1\n  - 2\n-\n  - 3\n"],
  ["missing values", "a:\nb: # none\nc:\n  -\n  - d:\n"],
  ["YAML 1.1 scalars", "a: yes\nb: 0x1f\nc: 1_000\nd: ~\ne: 017\nf: 1.50\ng: 1:30\nh: 2001-01-01\n"],
  ["quoted scalars", `a: "x: y # z"\nb: 'it''s'\nc: "a\\n\\u00e9\\"" # why\n"d e": f\n'g' : h\n`],
  ["comments behind values", "a: b # c\nd: e#f\ng: 1 # h\n"],
  ["colons inside scalars", "a: b:c\nimage: registry:5000/x:1\nurl: http://x/y\n"],
  [
    "literal blocks, with each way to end",
    "a: |\n  x\n\n   y\n\nb: |-\n  z\n\nc: |+\n  w\n\n- d\n".replace("- d\n", "e: f\n"),
  ],
  ["a literal block with what looks like comments and keys", "a: |\n  # no\n  b: c\n  - d\ne: 1\n"],
  ["quoted scalars over several lines", `a: "b  \n  c\n\n\n  d \\" \\n e"\nf: 'g\n\n   h''i\n'\n`],
  ["a quoted scalar over two lines of a flow collection", 'a: ["b\n  c"]\n'],
  ["folded blocks", "a: >\n  x\n  y\n\n  z\n    deeper\n  w\nb: >-\n\n  v\n  u\n\nc: >+\n  t\n\n"],
  ["a block that the text ends in", "a: |\n  x"],
  ["a literal block that the text ends in with blanks", "a: |\n  x\n\n   "],
  ["a literal block that the text ends in with its indentation", "a: |\n  x\n  "],
  ["a folded block that the text ends in with blanks", "a: >\n  x\n    y\n     "],
  ["a literal block in a list", "- |\n x\n- y\n"],
  ["an empty literal block", "a: |\nb: |-\nc: 1\n"],
  ["flow collections", `a: []\nb: {}\nc: [1, "x", y z, [~]]\nd: {"e": 1, f: {g: h}, "i":2}\n`],
  [
    "flow collections over several lines",
    `a: {\n    b: "x",\n\n    c: y, # why\n    d:\n      [1,\n      2]\n  }\ne: [\n  1\n]\n`.replace(
      " # why",
      "",
    ),
  ],
  [
    "flow collections that go on at the start of a line",
    "o: {p: q,\nr: [a,\nb\n], s: {t:\nu}}\nv: [w,\nx]\nz: 1\n",
  ],
  ["a comma behind the last element of a flow collection", "a: [1, 2,]\nb: {c: d,\n  }\n"],
  ["a repeated key, whose last value counts", "a: 1\nb: 2\na: 3\n"],
  ["keys that JavaScript gives a meaning", "__proto__:\n  a: 1\nconstructor: 2\n"],
  ["a scalar alone", "x\n"],
  ["characters beyond ASCII", "a: é\nb: 😀\n"],
];

const givenUp: [sentence: string, text: string][] = [
  ["an anchor", "a: &x 1\n"],
  ["an alias", "a: *x\n"],
  ["a tag", "a: !!str 1\n"],
  ["a merge key", "<<: {a: 1}\n"],
  ["a key that is no text", "1: a\n"],
  ["an explicit key", "? a\n: b\n"],
  ["an indentation indicator", "a: |2\n  x\n"],
  ["a scalar over two lines", "a: b\n  c\n"],
  ["a quoted scalar with an escaped line break", 'a: "b\\\n  c"\n'],
  ["a quoted key over two lines", '"a\n  b": c\n'],
  ["a mark between documents in a quoted scalar", 'a: "b\n--- c"\n'],
  ["a plain scalar over two lines of a flow collection", "a: [b\n  c]\n"],
  ["a flow collection without an end", "a: {b: 1,\n"],
  ["a key of a flow collection whose colon is on the next line", "a: {b\n  : 1}\n"],
  ["several documents", "a: 1\n---\nb: 2\n"],
  ["a tab", "a:\tb\n"],
  ["a carriage return", "a: b\r\n"],
  ["an escape that JSON has not", 'a: "\\x41"\n'],
  ["half a character", 'a: "\\ud800"\n'],
  ["wrong indentation", "a: 1\n b: 2\n"],
  ["a mapping inside a value", "a: b: c\n"],
  ["text behind a quoted scalar", 'a: "b" c\n'],
  ["infinity", "a: .inf\n"],
];

describe("the fast reader reads", () => {
  test.each(read)("%s", (_sentence, text) => {
    const fast = readFastYaml(text);
    expect(fast).toBeDefined();
    expect(fast?.value).toStrictEqual(readYaml(text, {}));
  });
});

describe("the fast reader leaves to the complete one", () => {
  test.each(givenUp)("%s", (_sentence, text) => {
    expect(readFastYaml(text)).toBeUndefined();
  });
});

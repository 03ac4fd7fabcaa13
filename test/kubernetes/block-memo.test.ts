import { describe, expect, test } from "@jest/globals";
import { Generations } from "../../lib/kubernetes/generations.ts";
import { BlockMemo } from "../../lib/kubernetes/yaml/block-memo.ts";
import { readFastYaml } from "../../lib/kubernetes/yaml/fast-yaml.ts";

const ENTRY = "- name: A\n  value: x\n";

/** Reads a text three times with one memo: unknown, seen once, known. */
function thrice(text: string, memo = new BlockMemo()) {
  return [1, 2, 3].map(() => readFastYaml(text, memo)?.value);
}

describe("a memo of blocks", () => {
  test("hands out the same frozen mapping from the second time on", () => {
    const [first, second, third] = thrice(`env:\n${ENTRY}- name: B\n  value: y\n`) as { env: object[] }[];
    expect(second).toEqual(first);
    expect(third?.env[0]).toBe(second?.env[0]);
    expect(Object.isFrozen(third?.env[0])).toBe(true);
  });

  test("knows a block in another text by what it says", () => {
    const memo = new BlockMemo();
    readFastYaml(`a:\n${ENTRY}`, memo);
    const known = readFastYaml(`b:\n${ENTRY}`, memo)?.value as { b: object[] };
    const other = readFastYaml(`c:\n- name: B\n  value: y\n${ENTRY}d: 1\n`, memo)?.value as { c: object[] };
    expect(other.c[1]).toBe(known.b[0]);
  });

  test.each([
    [
      "a block of the same lines in another column",
      "a:\n- k: |\n    x\n  l: 1\n",
      "b:\n  k: |\n    x\n  l: 1\n",
    ],
    [
      "an empty block scalar before less indentation",
      "a:\n  b: 1\n  c: |\n",
      "a:\n  b: 1\n  c: |\n\n     \nd: 1\n",
    ],
    ["a quote that goes on below", 'a:\n  b: 1\n  c: "x\n', 'a:\n  b: 1\n  c: "x\ny": 1"\n'],
    ["a comment that is indented less", "a:\n  b: 1\n  c: 2\n", "a:\n  b: 1\n# no\n  c: 2\n"],
    ["a mark between documents", "a:\n  b: 1\n  c: 2\n", "a:\n  b: 1\n  c: 2\n---\nd: 1\n"],
    ["a block that is indented wrongly", "a:\n  b: 1\n  c: 2\n", "a:\n  b: 1\n   c: 2\n"],
    ["repeated keys", "a:\n  b: 1\n  b: 2\n", "a:\n  b: 1\n  b: 2\n  b: 3\n"],
  ])("changes nothing of %s", (_, before, text) => {
    const memo = new BlockMemo();
    thrice(before, memo);
    const plain = readFastYaml(text)?.value;
    for (const value of thrice(text, memo)) expect(value).toEqual(plain);
  });

  test("changes nothing of ten thousand texts made of the same lines", () => {
    const memo = new BlockMemo();
    const next = random(7);
    let read = 0;
    for (let i = 0; i < 10_000; i++) {
      const line = () => `${" ".repeat(next(4))}${LINES[next(LINES.length)]}\n`;
      const text = Array.from({ length: 2 + next(7) }, line).join("");
      const found = readFastYaml(text, memo);
      if (found !== undefined) read++;
      expect({ text, ...found }).toStrictEqual({ text, ...readFastYaml(text) });
    }
    expect(read).toBeGreaterThan(500);
  });
});

const LINES = [
  "a:",
  "b: 1",
  "c: x",
  "- a: 1",
  "- b:",
  "-",
  "- x",
  "- - d: 2",
  "",
  "# e",
  "f: |",
  "g: >-",
  "h: 'i",
  "j'",
  'k: "l',
  'm"',
  "n: [1,",
  "2]",
  "o: {p: q,",
  "r: s}",
];

/** Whole numbers below a limit, the same in every run. */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe("generations", () => {
  test("forget what was not asked for while the keys of two of them came in", () => {
    const map = new Generations<number>(4);
    map.set("a1", 1);
    map.set("a2", 2);
    map.set("b1", 3);
    expect(map.get("a1")).toBe(1);
    map.set("c1", 4);
    map.set("c2", 5);
    expect(["a1", "a2", "b1", "c1", "c2"].map((key) => map.get(key))).toEqual([
      1,
      undefined,
      undefined,
      4,
      5,
    ]);
  });

  test("do not keep a key that is longer than one of them", () => {
    const map = new Generations<number>(4);
    map.set("abcde", 1);
    expect(map.get("abcde")).toBeUndefined();
  });
});

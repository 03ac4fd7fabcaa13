import { expect, test } from "@jest/globals";
import { Memo } from "../../lib/istio/memo.ts";

function counting() {
  const asked: string[] = [];
  const memo = new Memo((key) => {
    asked.push(key);
    return key === "nothing" ? undefined : { key };
  });
  return { asked, memo };
}

test("what was asked before is not worked out again, be it undefined", () => {
  const { asked, memo } = counting();
  expect(memo.get("a")).toBe(memo.get("a"));
  memo.get("nothing");
  memo.get("nothing");
  expect(asked).toEqual(["a", "nothing"]);
});

test("texts that were not asked for of late are forgotten: no request fills the memory", () => {
  const { asked, memo } = counting();
  const long = "x".repeat(200 * 1024);
  memo.get("first");
  for (const end of ["a", "b", "c"]) memo.get(long + end);
  memo.get(`${long}c`);
  expect(asked).toHaveLength(4);
  memo.get("first");
  expect(asked).toHaveLength(5);
});

test("nothing is kept for a text that would take all the room", () => {
  const { asked, memo } = counting();
  memo.get("x".repeat(256 * 1024 + 1));
  memo.get("x".repeat(256 * 1024 + 1));
  expect(asked).toHaveLength(2);
});

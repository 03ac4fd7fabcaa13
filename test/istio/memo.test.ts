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

test("the oldest of 500 answers makes room for another", () => {
  const { asked, memo } = counting();
  for (let i = 0; i <= 500; i++) memo.get(`key ${i}`);
  memo.get("key 500");
  expect(asked).toHaveLength(501);
  memo.get("key 0");
  expect(asked).toHaveLength(502);
});

test("nothing is kept for a long text", () => {
  const { asked, memo } = counting();
  memo.get("x".repeat(4097));
  memo.get("x".repeat(4097));
  expect(asked).toHaveLength(2);
});

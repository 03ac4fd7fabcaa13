import { describe, expect, test } from "@jest/globals";
import { overlayDocument } from "../../lib/clusters/overlay.ts";

describe("an overlay over values or mesh", () => {
  const cases: [string, unknown, unknown, unknown][] = [
    ["objects merge", { a: { x: 1, y: 2 } }, { a: { y: 3 } }, { a: { x: 1, y: 3 } }],
    ["lists replace", { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ["null removes", { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ["null inside what is new removes nothing and leaves nothing", {}, { a: { b: null } }, { a: {} }],
    ["an object replaces a scalar", { a: 1 }, { a: { b: 2 } }, { a: { b: 2 } }],
    ["a scalar replaces an object", { a: { b: 2 } }, { a: 1 }, { a: 1 }],
    ["nothing to lie over", undefined, { a: 1 }, { a: 1 }],
  ];
  test.each(cases)("%s", (_name, base, overlay, expected) => {
    expect(overlayDocument(base, overlay)).toEqual(expected);
  });

  test("keys named like a prototype's are keys like any other", () => {
    const result = overlayDocument({}, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"x":2}}'));
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":1},"constructor":{"x":2}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("the base stays as it was", () => {
    const base = { a: { x: 1 } };
    overlayDocument(base, { a: { x: 2 } });
    expect(base).toEqual({ a: { x: 1 } });
  });
});

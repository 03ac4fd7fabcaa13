import { describe, expect, test } from "@jest/globals";
import {
  isJson,
  JsonNumber,
  JsonSyntaxError,
  parseJson,
  Repeated,
  stringifyJson,
  writeJson,
} from "../../lib/kubernetes/json.ts";

describe("reading", () => {
  const cases: [sentence: string, text: string, value: unknown][] = [
    ["what JSON.parse reads", '{"a":[1,-2,0.5,true,null,"x"]}', { a: [1, -2, 0.5, true, null, "x"] }],
    [
      "integers beyond 2^53 whole",
      "[9007199254740993,-9007199254740993]",
      [9007199254740993n, -9007199254740993n],
    ],
    ["minus zero as zero", "[-0]", [0]],
    ["the last of repeated scalars", '{"a":1,"b":2,"a":3}', { a: 3, b: 2 }],
    ["the last of repeated objects", '{"a":{"x":1},"a":{"y":2}}', { a: { y: 2 } }],
    ["half a character as U+FFFD", '"\\ud800x"', "\ufffdx"],
    ["a whole one as it is", '"\\ud83d\\ude00"', "😀"],
    [
      "what follows a key with a backslash at its end, beside a text that looks like a key",
      '{"a\\\\":9007199254740993,"b":":"}',
      { "a\\": 9007199254740993n, b: ":" },
    ],
    [
      "the last of objects repeated under a key with a backslash at its end",
      '{"a\\\\":{"\\\\":{},"b":1},"a\\\\":1.0}',
      { "a\\": new JsonNumber("1.0") },
    ],
    ["what only looks like a repeated key", '{"a\\":":1,"a":2}', { 'a":': 1, a: 2 }],
  ];
  test.each(cases)("%s", (_sentence, text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  test.each([
    ['{"a":1.0}', { a: new JsonNumber("1.0") }],
    ['{"a" : 1E3 }', { a: new JsonNumber("1E3") }],
    ['{"a":-0}', { a: 0 }],
    ['{"a":12345678901234567}', { a: 12345678901234567n }],
    ['{"a":"b","c":[[-1.50]]}', { a: "b", c: [[new JsonNumber("-1.50")]] }],
    ['{"a":"\\":1.0","b":0.25}', { a: '":1.0', b: 0.25 }],
    ["2.0", new JsonNumber("2.0")],
  ])("keeps the numbers of %s", (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  test("reads real objects, and on request nothing that is deeper", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(parseJson(nested(500), { shallow: true })).toEqual(parseJson(nested(500)));
    expect(() => parseJson(nested(501), { shallow: true })).toThrow("exceeded max depth");
    expect(parseJson(nested(501))).toBeDefined();
  });

  test("numbers that would change keep their text", () => {
    expect(parseJson("[1.0,1e3,1e400]")).toEqual([
      new JsonNumber("1.0"),
      new JsonNumber("1e3"),
      new JsonNumber("1e400"),
    ]);
  });

  test("__proto__ as a key, also repeated", () => {
    const value = parseJson('{"__proto__":{"a":1},"__proto__":{"b":2}}') as object;
    expect(Object.entries(value)).toEqual([["__proto__", { b: 2 }]]);
  });

  test("all values of a repeated key, where they are asked for", () => {
    const repeated = new Repeated([1, { b: 1 }, null]);
    expect(parseJson('{"a":1,"a":{"b":1},"a":null,"c":2}', { repeated: true })).toEqual({
      a: repeated,
      c: 2,
    });
  });
});

describe("complaints are Go's", () => {
  const cases: [text: string, message: string, offset: number][] = [
    ["", "unexpected end of JSON input", 0],
    ['{"a"', "unexpected end of JSON input", 4],
    ["x", "invalid character 'x' looking for beginning of value", 0],
    ["é", "invalid character 'Ã' looking for beginning of value", 0],
    ["'", "invalid character '\\'' looking for beginning of value", 0],
    ["{a", "invalid character 'a' looking for beginning of object key string", 1],
    ['{"a" 1', "invalid character '1' after object key", 5],
    ['{"a":1 "', "invalid character '\"' after object key:value pair", 7],
    ["[1 2", "invalid character '2' after array element", 3],
    ["[1,]", "invalid character ']' looking for beginning of value", 3],
    ["1 x", "invalid character 'x' after top-level value", 2],
    ["01", "invalid character '1' after top-level value", 1],
    ["tru,", "invalid character ',' in literal true (expecting 'e')", 3],
    ["-x", "invalid character 'x' in numeric literal", 1],
    ["1.x", "invalid character 'x' after decimal point in numeric literal", 2],
    ["1ex", "invalid character 'x' in exponent of numeric literal", 2],
    ['"\u0001', "invalid character '\\x01' in string literal", 1],
    ['"\\x', "invalid character 'x' in string escape code", 2],
    ['"\\u12x', "invalid character 'x' in \\u hexadecimal character escape", 5],
  ];
  test.each(cases)("%j", (text, message, offset) => {
    expect(() => parseJson(text)).toThrow(JsonSyntaxError);
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ message, offset }));
    expect(isJson(text)).toBe(false);
  });

  test("more than ten thousand levels are refused, valid or not", () => {
    for (const text of [`${"[".repeat(10_001)}${"]".repeat(10_001)}`, "[".repeat(100_000)]) {
      expect(() => parseJson(text)).toThrow("exceeded max depth");
    }
  });
});

describe("writing", () => {
  test("escapes what Go escapes", () => {
    expect(stringifyJson({ a: "<&>\u2028é" })).toBe('{"a":"\\u003c\\u0026\\u003e\\u2028é"}');
    expect(writeJson({ a: "<&>" })).toBe('{"a":"<&>"}');
  });
  test("writes big integers and odd numbers as they were", () => {
    const text = '{"a":[9007199254740993,1.0,{"b":1e400}]}';
    expect(stringifyJson(parseJson(text))).toBe(text);
  });
});

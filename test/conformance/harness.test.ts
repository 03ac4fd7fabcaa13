import { describe, expect, test } from "@jest/globals";
import { readCase, requestLine, reviewText } from "./case.ts";
import { differences } from "./diff.ts";
import { memberTexts, parse, stringify, textAt } from "./json.ts";
import { Ours } from "./ours.ts";
import { applyPatch } from "./patch.ts";
import { INJECTORS } from "./recorded/injectors.ts";
import { inOneOrder, outside, unsteady } from "./view.ts";

// What compares has to see a difference where there is one, and to lose nothing on the way.

describe("JSON read for comparing", () => {
  test.each([
    ["a big integer", '{"a":9007199254740993}'],
    ["a negative one", "[-9223372036854775808]"],
    ["keys of JavaScript's own", '{"a":12345678901234567,"__proto__":1,"constructor":"x"}'],
    ["escapes", '{"a":12345678901234567,"b\\"":"\\n\\\\"}'],
  ])("%s comes back whole", (_, text) => {
    expect(stringify(parse(text))).toBe(text);
  });

  test("the members of an object are given as they stand", () => {
    expect([...memberTexts('{ "a" : {"b": 1.0, "b":2} ,"c":[ 1e400 ]}')]).toEqual([
      ["a", '{"b": 1.0, "b":2}'],
      ["c", "[ 1e400 ]"],
    ]);
    expect(textAt('{"a":{"b":"x"}}', "a", "b")).toBe('"x"');
    expect(textAt('{"a":1}', "a", "b")).toBeUndefined();
  });
});

describe("differences", () => {
  test.each([
    ["another value", { a: { b: 1 } }, { a: { b: 2 } }, ["/a/b"]],
    ["a missing member", { a: 1 }, {}, ["/a"]],
    ["null instead of nothing", { a: null }, {}, ["/a"]],
    ["a number instead of its text", { a: 1 }, { a: "1" }, ["/a"]],
    ["another order in a list", { a: [1, 2] }, { a: [2, 1] }, ["/a/0", "/a/1"]],
    ["a longer list", { a: [1] }, { a: [1, 2] }, ["/a/1"]],
    ["an empty list instead of an empty object", { a: [] }, { a: {} }, ["/a"]],
    ["a big integer's last digit", { a: 9007199254740993n }, { a: 9007199254740992 }, ["/a"]],
    ["nothing, in another order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ])("%s", (_, istio, ours, paths) => {
    expect(differences(istio, ours).map(({ path }) => path)).toEqual(paths);
  });
});

describe("patches", () => {
  test.each([
    ["add", [{ op: "add", path: "/a/-", value: 3 }], { a: [1, 2, 3] }],
    ["insert", [{ op: "add", path: "/a/0", value: 0 }], { a: [0, 1, 2] }],
    ["remove", [{ op: "remove", path: "/a/0" }], { a: [2] }],
    ["replace the whole", [{ op: "replace", path: "", value: { b: 1 } }], { b: 1 }],
    ["escaped keys", [{ op: "add", path: "/x~1y~0z", value: 1 }], { a: [1, 2], "x/y~z": 1 }],
    ["move", [{ op: "move", from: "/a/0", path: "/a/1" }], { a: [2, 1] }],
  ])("%s", (_, operations, result) => {
    expect(applyPatch({ a: [1, 2] }, operations)).toEqual(result);
  });

  test.each([
    ["a parent that is not there", { op: "add", path: "/b/c", value: 1 }],
    ["an index beyond the end", { op: "add", path: "/a/3", value: 1 }],
    ["nothing to remove", { op: "remove", path: "/b" }],
  ])("%s is an error", (_, operation) => {
    expect(() => applyPatch({ a: [1, 2] }, [operation])).toThrow();
  });
});

describe("answers that Istio gives in random order", () => {
  test("several complaints, and the known templates, are put in one", () => {
    const one = { error: "2 errors occurred:\n\t* b\n\t* a\n\n", pod: 'template "x" not found; have b, a' };
    const other = { error: "2 errors occurred:\n\t* a\n\t* b\n\n", pod: 'template "x" not found; have a, b' };
    expect(inOneOrder(one)).toEqual(inOneOrder(other));
  });

  test("only what differs among Istio's own answers is left out", () => {
    const random = unsteady([
      { a: 1, b: 1 },
      { a: 2, b: 1 },
    ]);
    const found = differences({ a: 1, b: 1 }, { a: 3, b: 3 });
    expect(outside(random, found).map(({ path }) => path)).toEqual(["/b"]);
  });
});

describe("our side of the protocol", () => {
  const pod =
    '{"metadata":{"name":"a","unknown":9007199254740993},"spec":{"containers":[{"name":"app","image":"i","resources":{}}]}}';
  const asked = (ask: string) => `{"id":[1,"x"],${JSON.stringify(INJECTORS.plain).slice(1, -1)},${ask}}`;
  const ours = new Ours();

  test("the review travels byte for byte", () => {
    const answer = ours.answer(asked(`"review":${reviewText(pod, "default")}`));
    expect(textAt(answer, "id")).toBe('[1,"x"]');
    expect(textAt(answer, "status")).toBe("200");
    expect(textAt(answer, "pod", "metadata", "unknown")).toBe("9007199254740993");
  });

  test("bodyText is the exact review", () => {
    const text = reviewText(pod, "default");
    const answer = ours.answer(asked(`"review":{},"bodyText":${JSON.stringify(text)}`));
    expect(textAt(answer, "pod")).toBe(textAt(ours.answer(asked(`"review":${text}`)), "pod"));
  });

  test("what cannot be answered is an error", () => {
    expect(textAt(ours.answer('{"id":1,"config":"[","values":"","mesh":"","review":{}}'), "error")).toMatch(
      /^"build: /,
    );
    expect(textAt(ours.answer(asked('"body":"x","contentType":"text/plain"')), "status")).toBe("415");
  });

  test("a line read again asks the same", () => {
    const line = `{"id":"n","injectorFile":"/f","revision":"r","review":${reviewText(pod, "default")}}`;
    expect(requestLine(readCase(line))).toBe(line);
  });
});

import { describe, expect, test } from "@jest/globals";
import { Template } from "../../lib/gotemplate/template.ts";
import { fn } from "../../lib/gotemplate/values.ts";

const shout = fn("func(s string) string", (s: string) => s.toUpperCase());
const whisper = fn("func(s string) string", (s: string) => s.toLowerCase());

describe("a template", () => {
  test("is executed any number of times", () => {
    const template = new Template("t").parse("{{ . }}!");
    expect([1, 2, 3].map((n) => template.execute(n))).toEqual(["1!", "2!", "3!"]);
  });

  test("may be compiled before its first execution", () => {
    expect(new Template("t").parse("{{ . }}").compile().execute("x")).toBe("x");
  });

  test("takes functions that replace built-in ones", () => {
    const template = new Template("t").funcs({ len: fn("func(v any) string", () => "own") });
    expect(template.parse("{{ len 1 }}").execute()).toBe("own");
  });

  test("takes functions called like keywords that are none elsewhere", () => {
    const template = new Template("t").funcs({ break: fn("func() string", () => "called") });
    expect(template.parse("{{ break }}").execute()).toBe("called");
  });

  test("calls the function that it was given last, also after parsing", () => {
    const template = new Template("t").funcs({ f: shout }).parse('{{ f "aB" }}');
    expect(template.execute()).toBe("AB");
    expect(template.funcs({ f: whisper }).execute()).toBe("ab");
  });

  test("has no functions by inheritance", () => {
    expect(() => new Template("t").funcs(Object.create({ f: shout })).parse("{{ f 1 }}")).toThrow(
      "not defined",
    );
  });
});

describe("templates of one group", () => {
  test("are defined in one text and called by name", () => {
    const template = new Template("main").parse('{{ define "a" }}A{{ . }}{{ end }}{{ template "a" 1 }}');
    expect(template.execute()).toBe("A1");
    expect(template.executeTemplate("a", 2)).toBe("A2");
    expect(template.lookup("a")?.execute(3)).toBe("A3");
    expect(template.lookup("b")).toBeUndefined();
    expect(
      template
        .templates()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["a", "main"]);
  });

  test("come from several texts", () => {
    const main = new Template("main").parse('{{ template "part" . }}');
    main.new("part").parse("<{{ . }}>");
    expect(main.execute("x")).toBe("<x>");
  });

  test("share functions, options and limits, and inherit delimiters", () => {
    const main = new Template("main", { limits: { output: 3 } }).delims("<<", ">>").funcs({ f: shout });
    const part = main.new("part").parse('<< f "ab" >>');
    expect(part.execute()).toBe("AB");
    main.option("missingkey=error");
    expect(() => part.parse("<< .x >>").execute({})).toThrow("map has no entry");
    expect(() => part.parse("long").execute()).toThrow("exceeded 3 characters");
  });

  test("may be defined anew, but not by an empty text", () => {
    const template = new Template("t").parse('{{ define "a" }}1{{ end }}{{ template "a" }}');
    template.parse('{{ define "a" }}2{{ end }}');
    expect(template.execute()).toBe("2");
    template.parse('{{ define "a" }} \n{{/* nothing */}}{{ end }}');
    expect(template.execute()).toBe("2");
  });
});

describe("a clone", () => {
  const original = new Template("t").funcs({ f: shout }).parse('{{ f "a" }}{{ block "b" . }}1{{ end }}');

  test("does what the original does", () => {
    expect(original.clone().execute()).toBe("A1");
  });

  test("can be changed without changing the original", () => {
    const clone = original.clone().funcs({ f: whisper });
    clone.parse('{{ define "b" }}2{{ end }}');
    expect(clone.execute()).toBe("a2");
    expect(clone.lookup("b")?.execute()).toBe("2");
    expect(original.execute()).toBe("A1");
  });

  test("does not see what the original learns later", () => {
    const clone = original.clone();
    original.new("later").parse("x");
    expect(clone.lookup("later")).toBeUndefined();
  });
});

describe("delimiters", () => {
  test.each([
    ["<<", ">>", "<< . >>"],
    ["(日)", "(本)", "(日) . (本)"],
    ["|", "|", "| . |"],
    ["", ">>", "{{ . >>"],
    ["{{", "", "{{ . }}"],
  ])("%s and %s", (left, right, text) => {
    expect(new Template("t").delims(left, right).parse(text).execute("x")).toBe("x");
  });
});

test("a map keeps null, undefined and missing apart as far as Go does", () => {
  const template = new Template("t").parse("{{ .a }} {{ .b }} {{ .c.d }}");
  expect(template.execute({ a: null, b: undefined })).toBe("<no value> <no value> <no value>");
  expect(() => new Template("t").parse("{{ .b.x }}").execute({ b: undefined })).toThrow(
    "nil pointer evaluating",
  );
});

import { describe, expect, test } from "@jest/globals";
import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import { fn, type GoValue } from "../../lib/gotemplate/values.ts";

const render = (text: string, data: GoValue) => new Template("t").parse(text).execute(data);

describe("templates see own properties only", () => {
  const names = [
    "constructor",
    "__proto__",
    "prototype",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "__defineGetter__",
    "__lookupGetter__",
    "isPrototypeOf",
    "propertyIsEnumerable",
  ];

  test.each(names)("%s of a map is a missing key", (name) => {
    expect(render(`{{ .${name} }}|{{ .${name}.${name} }}|{{ index . "${name}" }}`, {})).toBe(
      "<no value>|<no value>|<no value>",
    );
  });

  test.each(names)("%s is an ordinary key where the data has it", (name) => {
    const data = JSON.parse(`{${JSON.stringify(name)}: "own"}`) as GoValue;
    expect(
      render(`{{ .${name} }} {{ index . "${name}" }} {{ range $k, $v := . }}{{ $k }}{{ end }}`, data),
    ).toBe(`own own ${name}`);
  });

  test.each(["length", "constructor", "map", "join"])("%s of a list is no field", (name) => {
    expect(() => render(`{{ .l.${name} }}`, { l: [1] })).toThrow(
      `can't evaluate field ${name} in type interface {}`,
    );
  });

  test.each(["length", "constructor", "at"])("%s of a string is no field", (name) => {
    expect(() => render(`{{ .s.${name} }}`, { s: "x" })).toThrow(TemplateError);
  });

  test("a function's parts are out of reach", () => {
    const f = fn("func() string", () => "called");
    expect(render("{{ call .f }}", { f })).toBe("called");
    for (const name of ["call", "signature", "constructor", "impure"]) {
      expect(() => render(`{{ .f.${name} }}`, { f })).toThrow(`can't evaluate field ${name} in type`);
    }
    expect(() => render("{{ .f }}", { f })).toThrow("can't print {{.f}} of type func() string");
  });

  test("there are no functions but those that were given", () => {
    for (const name of ["constructor", "toString", "__proto__", "eval"]) {
      expect(() => new Template("t").parse(`{{ ${name} }}`)).toThrow(`function "${name}" not defined`);
    }
  });

  test("no template of that name exists", () => {
    expect(() => render('{{ template "constructor" }}', {})).toThrow('template "constructor" not defined');
    expect(new Template("t").parse("x").lookup("__proto__")).toBeUndefined();
  });
});

test("executions of one template do not see each other", () => {
  const seen: string[] = [];
  const template: Template = new Template("t").funcs({
    again: fn("func(n int) string", (n: bigint): string => {
      seen.push(String(n));
      return n > 0n ? template.execute(n - 1n) : "";
    }),
  });
  template.parse("{{ $x := . }}{{ again . }}{{ $x }}");
  expect(template.execute(3n)).toBe("0123");
  expect(seen).toEqual(["3", "2", "1", "0"]);
});

import { describe, expect, test } from "@jest/globals";
import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import { fn, GoError, type GoValue } from "../../lib/gotemplate/values.ts";

function failure(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

const functions = {
  fail: fn("func(message string) (string, error)", (message: string) => {
    throw new GoError(message);
  }),
  crash: fn("func() string", () => {
    throw new TypeError("a mistake in the function");
  }),
};

const execute = (text: string, data?: GoValue) =>
  failure(() => new Template("sidecar").funcs(functions).parse(text).execute(data));

describe("an error of execution", () => {
  const error = execute("a:\n\t{{- $x := 1 }}{{ with .pod }}{{ .name.first }}{{ end }}\n", {
    pod: { name: "p" },
  });

  test("has Go's message", () => {
    expect(error.message).toBe(
      'template: sidecar:2:38: executing "sidecar" at <.name.first>: ' +
        "can't evaluate field first in type interface {}",
    );
  });

  test("knows its place apart from the message", () => {
    expect(error).toMatchObject({ code: "execute", line: 2, column: 38 });
    expect(error.place).toMatchObject({ template: "sidecar", line: 2 });
  });

  test("shows the line with a caret, and the variables in scope", () => {
    expect(error.pretty().split("\n").slice(1)).toEqual([
      "",
      "2 | \t{{- $x := 1 }}{{ with .pod }}{{ .name.first }}{{ end }}",
      "    \t                                     ^",
      "",
      "in scope: $, $x",
    ]);
  });
});

describe("the names that would have been right", () => {
  test("keys of the map that has no such key", () => {
    const template = new Template("t").option("missingkey=error").parse("{{ .nmae }}");
    expect(failure(() => template.execute({ name: 1, age: 2 })).scope).toEqual([".name", ".age", "$"]);
  });

  test("variables where one is unknown", () => {
    const parse = () => new Template("t").parse("{{ $pod := . }}{{ $pdo }}");
    expect(failure(parse).scope).toEqual(["$", "$pod"]);
  });

  test("the function in its own spelling", () => {
    expect(failure(() => new Template("t").parse("{{ Printf }}")).scope).toEqual(["printf"]);
  });

  test("variables of a block are out of scope behind it", () => {
    expect(execute("{{ range $i, $e := .l }}{{ end }}{{ $n := 1 }}{{ len $n }}", { l: [1] }).scope).toEqual([
      "$",
      "$n",
    ]);
  });
});

describe("where the column points", () => {
  test("it counts bytes, and the caret stands under the character", () => {
    const error = execute("é日{{ len 1 }}");
    expect(error.column).toBe(8);
    expect(error.pretty().split("\n").slice(2, 4)).toEqual(["1 | é日{{ len 1 }}", "         ^"]);
  });

  test("a parse error knows the line alone, as in Go", () => {
    const error = failure(() => new Template("t").parse("a\nb {{ nope }}"));
    expect(error).toMatchObject({
      code: "parse",
      message: 'template: t:2: function "nope" not defined',
      line: 2,
      column: undefined,
    });
    expect(error.pretty()).toContain("2 | b {{ nope }}");
  });
});

describe("an error of a function", () => {
  test("is Go's, with the function's own as its cause", () => {
    const error = execute('{{ "no" | fail }}');
    expect(error.message).toBe(
      'template: sidecar:1:10: executing "sidecar" at <fail>: error calling fail: no',
    );
    expect(error.cause).toBeInstanceOf(GoError);
  });

  test("is an error of the template too where the function itself is wrong", () => {
    expect(execute("{{ crash }}").message).toContain("error calling crash: a mistake in the function");
  });
});

describe("wrong use of the API", () => {
  test.each([
    [
      "an unknown option",
      () => new Template("t").option("missingkey=no"),
      "unrecognized option: missingkey=no",
    ],
    ["an empty option", () => new Template("t").option(""), "empty option string"],
    [
      "a name that no template could spell",
      () => new Template("t").funcs({ "a-b": functions.fail }),
      'function name "a-b" is not a valid identifier',
    ],
  ])("%s", (_, run, message) => {
    expect(failure(run)).toMatchObject({ code: "usage", message });
  });

  test("a template without a text", () => {
    expect(failure(() => new Template("t").execute())).toMatchObject({
      code: "execute",
      message: 'template: t: "t" is an incomplete or empty template',
    });
  });

  test("a template that nobody defined", () => {
    expect(failure(() => new Template("t").parse("").executeTemplate("x")).message).toBe(
      'template: no template "x" associated with template "t"',
    );
  });
});

import { describe, expect, test } from "@jest/globals";
import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import type { GoValue } from "../../lib/gotemplate/values.ts";
import { helmFuncs } from "../../lib/sprig/helm.ts";
import { sprigFuncs } from "../../lib/sprig/sprig.ts";

function run(text: string, data: GoValue = {}): string {
  const template = new Template("t").option("missingkey=zero");
  return template.funcs(sprigFuncs()).funcs(helmFuncs(template)).parse(text).execute(data);
}

function failure(text: string, data: GoValue = {}): string {
  try {
    run(text, data);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
  throw new Error("no error");
}

describe("what chart templates call", () => {
  test.each<[string, string, GoValue, string]>([
    [
      "include returns text that can be piped on",
      '{{ define "x" }}a: {{ .v }}{{ end }}{{ include "x" . | indent 2 }}',
      { v: 1.5 },
      "  a: 1.5",
    ],
    ["tpl runs a text over values", "{{ tpl .text . }}", { text: "{{ .name | upper }}", name: "x" }, "X"],
    [
      "tpl sees the templates around it",
      '{{ define "x" }}in{{ end }}{{ tpl "{{ include \\"x\\" . }}" . }}',
      {},
      "in",
    ],
    [
      "what tpl defines stays inside",
      '{{ tpl "{{ define \\"y\\" }}1{{ end }}{{ include \\"y\\" . }}" . }}',
      {},
      "1",
    ],
    ["tpl leaves out missing values", '{{ tpl "[{{ .missing }}]" . }}', {}, "[]"],
    ["required passes a value on", '{{ required "no" .a }}', { a: "x" }, "x"],
    ["lookup finds nothing without a cluster", '{{ lookup "v1" "Secret" "ns" "n" | len }}', {}, "0"],
    ["host names are not looked up", '[{{ getHostByName "localhost" }}]', {}, "[]"],
    ["fromYamlArray", '{{ fromYamlArray "- a\\n- b" }}', {}, "[a b]"],
    [
      "fromYamlArray puts its error into the list",
      '{{ fromYamlArray "a: 1" }}',
      {},
      "[error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go value of type []interface {}]",
    ],
    [
      "fromJson puts its error into the map",
      '{{ (fromJson "[1]").Error }}',
      {},
      "json: cannot unmarshal array into Go value of type map[string]interface {}",
    ],
    ["fromJsonArray", '{{ fromJsonArray "[1,\\"a\\"]" }}', {}, "[1 a]"],
    [
      "toYaml sorts and needs no quotes where YAML does not",
      "{{ toYaml . }}",
      { b: [1, "x"], a: { c: "yes" } },
      'a:\n  c: "yes"\nb:\n- 1\n- x',
    ],
  ])("%s", (_, text, data, expected) => {
    expect(run(text, data)).toBe(expected);
  });
});

describe("errors", () => {
  test.each<[string, string, GoValue, string]>([
    ["required without a value", '{{ required "give me a" .a }}', {}, "error calling required: give me a"],
    [
      "required with an empty one",
      '{{ required "give me a" .a }}',
      { a: "" },
      "error calling required: give me a",
    ],
    [
      "include of what is not there",
      '{{ include "x" . }}',
      {},
      'error calling include: template: no template "x" associated with template "t"',
    ],
    [
      "tpl that does not parse",
      '{{ tpl "{{" . }}',
      {},
      'error calling tpl: cannot parse template "{{": template: t:1: unclosed action',
    ],
    [
      "a function that Helm has and we do not",
      "{{ toToml . }}",
      {},
      'template: t:1: function "toToml" is refused: it is not implemented',
    ],
  ])("%s", (_, text, data, expected) => {
    expect(failure(text, data)).toContain(expected);
  });

  test("a template that includes itself for ever ends in an error", () => {
    expect(failure('{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}')).toMatch(
      /nested|nests|stack|depth/,
    );
  });
});

import { describe, expect, test } from "@jest/globals";
import { Template } from "../../lib/gotemplate/template.ts";
import { fn } from "../../lib/gotemplate/values.ts";
import { sprigFuncs } from "../../lib/sprig/sprig.ts";

const DATA = {
  a: { b: "x", empty: "" },
  list: [{ n: "one" }, { n: "two" }],
  map: { k: "v", l: "w" },
  flag: true,
  off: false,
};

function trace(text: string) {
  const functions = sprigFuncs({
    clock: () => new Date(0),
    random: (count) => new Uint8Array(count),
    env: {},
  });
  const template = new Template("t")
    .funcs({ ...functions, join3: fn("func(a, b, c any) any", () => "j") })
    .parse(text);
  const { output, trace: found } = template.executeTraced(DATA);
  expect(output).toBe(template.execute(DATA));
  return { output, found };
}

/** What the last character of the output was made of: ".a.b", in brackets where it was looked at in vain. */
function reads(text: string): string[] {
  const { output, found } = trace(text);
  const origin = found.originOf(output.length - 1, output.length);
  return (origin?.reads ?? []).map(({ path, decided }) => {
    const name = `.${path.join(".")}`;
    return decided ? name : `(${name})`;
  });
}

describe("what an output was made of:", () => {
  test.each<[string, string, string[]]>([
    ["a constant: nothing", "{{ `x` }}", []],
    ["a field", "{{ .a.b }}", [".a.b"]],
    ["dot", "{{ . }}", ["."]],
    ["a field of the root, from within", "{{ with .map }}{{ $.a.b }}{{ end }}", [".a.b"]],
    ["a field of what with names", "{{ with .map }}{{ .k }}{{ end }}", [".map.k"]],
    ["a variable", "{{ $x := .a }}{{ $x.b }}", [".a.b"]],
    ["a variable of with", "{{ with $x := .a }}{{ $x.b }}{{ end }}", [".a.b"]],
    ["what is in brackets", "{{ (.a).b }}", [".a.b"]],
    ["a call: all its arguments", "{{ join3 .a.b `c` .map.k }}", [".a.b", ".map.k"]],
    ["a call in a call", "{{ upper (lower .a.b) }}", [".a.b"]],
    ["a pipeline", "{{ .a.b | upper | quote }}", [".a.b"]],
    ["what a call made, in a variable", "{{ $x := upper .a.b }}{{ $x | lower }}", [".a.b"]],
    ["an item by its index: that item alone", "{{ (index .list 1).n }}", [".list.1.n"]],
    ["a key of a map: that key alone", '{{ index .map "k" }}', [".map.k"]],
    ["a key by get", '{{ get .map "k" }}', [".map.k"]],
    ["a key by dig", '{{ dig "k" "?" .map }}', [".map.k"]],
    ["a default behind a key that is not there", '{{ dig "no" .a.b .map }}', [".a.b", "(.map.no)"]],
    ["the elements of a list", "{{ range .list }}{{ .n }}{{ end }}", [".list.1.n"]],
    ["the entries of a map, in variables", "{{ range $k, $v := .map }}{{ $v }}{{ end }}", [".map.l"]],
    ["a number that is counted to", "{{ range $i := 2 }}{{ $i }}{{ end }}", []],
    ["a default, where there is nothing", "{{ .a.empty | default .a.b }}", [".a.b", "(.a.empty)"]],
    ["the value, where there is one", "{{ .a.b | default .map.k }}", [".a.b"]],
    ["or: the one that counts, and those before it", "{{ or .a.empty .a.b .map.k }}", [".a.b", "(.a.empty)"]],
    ["and: the first that is nothing", "{{ and .a.b .off .map.k }}", [".off", "(.a.b)"]],
    ["the first that is something", "{{ coalesce .a.empty .a.b .map.k }}", [".a.b", "(.a.empty)"]],
    ["either of two, and what chose it", "{{ ternary .a.b .map.k .flag }}", [".a.b", ".flag"]],
    ["a template's argument", '{{ define "t2" }}{{ .b }}{{ end }}{{ template "t2" .a }}', [".a.b"]],
    [
      "the root of a template that is called",
      '{{ define "t2" }}{{ with 1 }}{{ $.b }}{{ end }}{{ end }}{{ template "t2" .a }}',
      [".a.b"],
    ],
    ["a template without an argument: nothing", '{{ define "t2" }}{{ . }}{{ end }}{{ template "t2" }}', []],
    [
      "the caller's own dot, after the call",
      '{{ define "t2" }}{{ . }}{{ end }}{{ with .a }}{{ template "t2" 1 }}{{ .b }}{{ end }}',
      [".a.b"],
    ],
    [
      "a variable that a branch set, and the condition",
      "{{ $x := `` }}{{ if .flag }}{{ $x = .a.b }}{{ end }}{{ $x }}",
      [".a.b", ".flag"],
    ],
    [
      "a variable that a loop added to",
      "{{ $x := list }}{{ range .list }}{{ $x = append $x .n }}{{ end }}{{ join `-` $x }}",
      [".list.0.n", ".list", ".list.1.n"],
    ],
    [
      "a map that something was put into",
      '{{ $x := dict "k" .a.b }}{{ $_ := set $x "l" .map.k }}{{ $x.l }}',
      [".a.b", ".map.k"],
    ],
    [
      "another map than the one that something was put into",
      '{{ $x := dict }}{{ $y := dict }}{{ $_ := set $x "l" .map.k }}{{ $y.l }}',
      [],
    ],
    [
      "a variable declared where it is used: no condition",
      "{{ if .flag }}{{ $x := .a.b }}{{ $x }}{{ end }}",
      [".a.b"],
    ],
  ])("%s", (_, text, expected) => expect(reads(text)).toEqual(expected));

  test("the branch that a constant stands in, the innermost, and which of its two", () => {
    const { output, found } = trace("{{ if .flag }}\n{{ if .off }}a{{ else }}b{{ end }}{{ end }}");
    expect(found.originOf(output.length - 1, output.length)).toMatchObject({
      line: 2,
      expressions: [],
      reads: [],
      condition: { text: "else of if .off", line: 2, reads: [{ path: ["off"], decided: true }] },
    });
  });

  test("an action that wrote nothing, at the end of the value on its line", () => {
    const { output, found } = trace("a: x={{ .a.empty }}\nb: y\n{{ .a.empty }}");
    const [x, y] = [output.indexOf("x"), output.indexOf("y")];
    expect(found.originOf(x, x + 2)).toMatchObject({ line: 1, expressions: [".a.empty"] });
    expect(found.originOf(y, y + 1)).toMatchObject({ line: 2, expressions: [] });
  });

  test("after a branch is over, none", () => {
    const { output, found } = trace("{{ range .list }}{{ if .n }}{{ break }}{{ end }}{{ end }}z");
    expect(found.originOf(output.length - 1, output.length)?.condition).toBeUndefined();
  });
});

import { describe, expect, test } from "@jest/globals";
import { printValue, sprintf } from "../../lib/gotemplate/fmt.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import { typed } from "../../lib/gotemplate/typed.ts";
import { BASIC_TYPES, STRING } from "../../lib/gotemplate/types.ts";
import {
  type BasicType,
  fn,
  GoError,
  GoMap,
  type GoType,
  type GoValue,
  type MapType,
  Named,
  Nil,
  Num,
  Pointer,
  type PointerType,
  Slice,
  type SliceType,
  Struct,
  type StructType,
} from "../../lib/gotemplate/values.ts";

const basic = (name: string) => BASIC_TYPES.get(name) as BasicType;
const strings: SliceType = { kind: "slice", elem: STRING };
const labels: MapType = { kind: "map", key: STRING, elem: STRING };
const protocol: BasicType = { kind: "string", name: "v1.Protocol" };
const mode: BasicType = {
  kind: "int32",
  name: "v1.Mode",
  methods: () => ({
    String: fn("func() string", (m: GoValue) => (m instanceof Num && m.value === 1n ? "ON" : "OFF")),
  }),
};
const meta: StructType = {
  kind: "struct",
  name: "v1.Meta",
  fields: () => [
    { name: "Name", json: "name", type: STRING },
    { name: "Labels", json: "labels", type: labels },
  ],
};
const port: StructType = {
  kind: "struct",
  name: "v1.Port",
  fields: () => [
    { name: "Number", json: "number", type: basic("int32") },
    { name: "Protocol", json: "protocol", type: protocol },
  ],
};
const uid: PointerType = { kind: "ptr", elem: basic("int64") };
const pod: StructType = {
  kind: "struct",
  name: "v1.Pod",
  fields: () => [
    { name: "Meta", json: "", type: meta },
    { name: "Ports", json: "ports", type: { kind: "slice", elem: port } },
    { name: "Args", json: "args", type: strings },
    { name: "UID", json: "uid", type: uid },
    { name: "Mode", json: "mode", type: mode },
    { name: "Extra", json: "extra", type: { kind: "interface", name: "interface {}" } },
    { name: "hidden", json: "hidden", type: STRING },
  ],
  methods: () => ({
    GetName: fn("func() string", (p: GoValue) => (p instanceof Nil ? "nobody" : nameOf(p))),
    Rename: fn("func(name string, times int) string", (_: GoValue, name: string, times: bigint) =>
      name.repeat(Number(times)),
    ),
    Fail: fn("func() (string, error)", () => {
      throw new GoError("it failed");
    }),
  }),
};
const podPointer: PointerType = { kind: "ptr", elem: pod };

function nameOf(value: GoValue): unknown {
  const struct = value instanceof Pointer ? value.target : value;
  return struct instanceof Struct ? struct.json.name : undefined;
}

const json = {
  name: "hello",
  labels: { app: "web", "a/b": "c" },
  ports: [{ number: 80, protocol: "TCP" }],
  uid: 1337,
  mode: 1,
  extra: "x",
  hidden: "h",
};
const struct = new Struct(pod, json);
const data: GoValue = {
  pod: struct,
  ptr: new Pointer(podPointer, struct),
  nil: new Nil(podPointer),
  empty: new Struct(pod, {}),
};

/** [what, template, output or the end of the error] */
const cases: [string, string, string][] = [
  ["fields are read by their Go names", "{{ .pod.Ports }} {{ .ptr.Name }}", "[{80 TCP}] hello"],
  ["JSON names are no fields", "{{ .pod.name }}", "can't evaluate field name in type interface {}"],
  ["embedded structs lend their fields", "{{ .pod.Meta.Name }} {{ .pod.Labels.app }}", "hello web"],
  [
    "a missing field is an error",
    "{{ $p := .pod }}{{ $p.Nope }}",
    "can't evaluate field Nope in type v1.Pod",
  ],
  ["through a pointer too", "{{ $p := .ptr }}{{ $p.Nope }}", "can't evaluate field Nope in type *v1.Pod"],
  [
    "an unexported field",
    "{{ $p := .ptr }}{{ $p.hidden }}",
    "hidden is an unexported field of struct type *v1.Pod",
  ],
  ["arguments to a field", "{{ .pod.Name 1 }}", "Name has arguments but cannot be invoked as function"],
  ["a missing key of a map of strings is empty with index", '<{{ index .pod.Labels "no" }}>', "<>"],
  ["and has no value as a field", "{{ .pod.Labels.no }}", "<no value>"],
  [
    "absent fields are zero",
    "{{ .empty.Name }}|{{ .empty.Labels }}|{{ .empty.Args }}|{{ .empty.UID }}|{{ .empty.Extra }}|{{ len .empty.Ports }}",
    "|map[]|[]|<nil>|<no value>|0",
  ],
  [
    "index into a nil map",
    '{{ index .empty.Labels "x" }}|{{ range .empty.Labels }}x{{ else }}none{{ end }}',
    "|none",
  ],
  ["a pointer to a number prints the number", "{{ .pod.UID }} {{ if .pod.UID }}set{{ end }}", "1337 set"],
  ["a nil pointer is false", "{{ if .nil }}yes{{ else }}no{{ end }} {{ eq .nil nil }}", "no true"],
  ["a field of a nil pointer", "{{ $p := .nil }}{{ $p.Name }}", "nil pointer evaluating *v1.Pod.Name"],
  [
    "a field that there is none of, of a nil pointer",
    "{{ $p := .nil }}{{ $p.Nope }}",
    "can't evaluate field Nope in type *v1.Pod",
  ],
  [
    "methods are called",
    '{{ .pod.GetName }} {{ .ptr.GetName }} {{ .pod.Rename "a" 3 }} {{ 2 | .ptr.Rename "b" }}',
    "hello hello aaa bb",
  ],
  ["methods of nil pointers too", "{{ .nil.GetName }}", "nobody"],
  ["a method with too few arguments", "{{ .pod.Rename 1 }}", "wrong number of args for Rename: want 2 got 1"],
  ["a method with a wrong argument", '{{ .pod.Rename 1 "x" }}', "expected string; found 1"],
  ["a method that fails", "{{ .pod.Fail }}", "error calling Fail: it failed"],
  [
    "String decides how a value prints",
    '{{ .pod.Mode }} {{ printf "%d %v %s %q" .pod.Mode .pod.Mode .pod.Mode .pod.Mode }} {{ .pod.Mode.String }}',
    'ON 1 ON ON "ON" ON',
  ],
  [
    "a number of a declared type is a number",
    "{{ eq .pod.Mode 1 }} {{ with index .pod.Ports 0 }}{{ eq .Number 80 }} {{ lt .Number 81 }}{{ end }}",
    "true true true",
  ],
  [
    "a declared string compares like a string",
    '{{ with index .pod.Ports 0 }}{{ eq .Protocol "TCP" }} {{ len .Protocol }} {{ index .Protocol 0 }}{{ end }}',
    "true 3 84",
  ],
  [
    "a declared string is no string to a function",
    "{{ with index .pod.Ports 0 }}{{ printf .Protocol }}{{ end }}",
    "wrong type for value; expected string; got v1.Protocol",
  ],
  [
    "ranges know the type of their elements",
    "{{ range .pod.Ports }}{{ .Nope }}{{ end }}",
    "can't evaluate field Nope in type v1.Port",
  ],
  ["an interface field says so", "{{ .pod.Extra.x }}", "can't evaluate field x in type interface {}"],
  [
    "types by name",
    '{{ printf "%T %T %T %T %T" .pod .ptr .pod.Labels .pod.Args .pod.Mode }}',
    "v1.Pod *v1.Pod map[string]string []string v1.Mode",
  ],
  [
    "structs with their fields",
    '{{ printf "%+v" (index .pod.Ports 0) }} {{ printf "%#v" (index .pod.Ports 0) }}',
    '{Number:80 Protocol:TCP} v1.Port{Number:80, Protocol:"TCP"}',
  ],
];

const run = (text: string): string => {
  try {
    return new Template("t").parse(text).execute(data);
  } catch (error) {
    return (error as Error).message.replace(/^.*?>: /, "");
  }
};

test.each(cases)("%s", (_, text, expected) => {
  expect(run(text)).toBe(expected);
});

describe("a function is given bare JavaScript, and its result the declared type", () => {
  let given: unknown[];
  const record =
    (result: unknown) =>
    (...args: unknown[]) => {
      given = args;
      return result;
    };
  const call = (signature: string, expression: string, result: unknown, context: GoValue = {}): string =>
    new Template("t")
      .funcs({ f: fn(signature, record(result)) })
      .parse(`{{ printf "%T=%v" (${expression}) (${expression}) }}`)
      .execute(context);

  test.each<[string, string, string, unknown[], unknown, string]>([
    ["integers as bigint", "func(a int, b uint8, c int64) int64", "f 1 2 3", [1n, 2n, 3n], 4n, "int64=4"],
    ["floats as number", "func(a float64, b float32) float32", "f 1.5 2", [1.5, 2], 0.1, "float32=0.1"],
    ["a float constant for an int, if it is whole", "func(a int) int", "f 2.0", [2n], 2, "int=2"],
    ["a character for an int", "func(a int) int", "f 'a'", [97n], 97n, "int=97"],
    [
      "the rest of the arguments",
      "func(s string, rest ...int) string",
      'f "a" 1 2',
      ["a", 1n, 2n],
      "r",
      "string=r",
    ],
    ["any as a Go value", "func(v ...any) any", "f 1 1.5 nil", [1n, 1.5, null], [1n], "[]interface {}=[1]"],
    ["lists of strings as arrays", "func(l []string) []string", "f .l", [["a"]], ["b"], "[]string=[b]"],
    [
      "maps of strings as Map",
      "func(m map[string]string) map[string]string",
      "f .m",
      [new Map([["a", "b"]])],
      { k: "v" },
      "map[string]string=map[k:v]",
    ],
    [
      "a map of anything as it is",
      "func(m map[string]any) map[string]any",
      "f .o",
      [{ x: 1 }],
      { y: 2 },
      "map[string]interface {}=map[y:2]",
    ],
    [
      "nil for a list and a map",
      "func(l []any, m map[string]any) []string",
      "f nil .missing",
      [[], {}],
      null,
      "[]string=[]",
    ],
  ])("%s", (_, signature, expression, args, result, expected) => {
    const context: GoValue = {
      l: new Slice(strings, ["a"]),
      m: new GoMap(labels, new Map([["a", "b"]])),
      o: { x: 1 },
    };
    expect(call(signature, expression, result, context)).toBe(expected);
    expect(given).toEqual(args);
  });

  test.each<[string, string, string, string]>([
    ["a string for an int", "func(a int) int", 'f "x"', 'expected integer; found "x"'],
    ["a float for an int", "func(a int) int", "f 1.5", "expected integer; found 1.5"],
    [
      "a float value for an int",
      "func(a int) int",
      "f .n",
      "wrong type for value; expected int; got float64",
    ],
    ["an int for a list", "func(l []string) int", "f 1", "can't handle 1 for arg of type []string"],
    [
      "a list of anything for a list of strings",
      "func(l []string) int",
      "f .l",
      "wrong type for value; expected []string; got []interface {}",
    ],
    ["nil for an int", "func(a int) int", "f nil", "cannot assign nil to int"],
    ["nothing for an int", "func(a int) int", "f .missing", "invalid value; expected int"],
    [
      "null for a map",
      "func(m map[string]any) int",
      "f .null",
      "wrong type for value; expected map[string]interface {}; got interface {}",
    ],
    [
      "a negative number for an unsigned one",
      "func(a uint) int",
      "f -1",
      "expected unsigned integer; found -1",
    ],
    ["too many arguments", "func(a int) int", "f 1 2", "wrong number of args for f: want 1 got 2"],
    [
      "too few before the variadic one",
      "func(a, b int, c ...int) int",
      "f 1",
      "wrong number of args for f: want at least 2 got 1",
    ],
  ])("refuses %s", (_, signature, expression, problem) => {
    expect(() => call(signature, expression, 1n, { n: 1, l: ["a"], null: null })).toThrow(problem);
  });
});

describe("values of a declared type", () => {
  test.each<[string, GoType, unknown, string]>([
    ["int32", basic("int32"), 5, "int32 5"],
    ["uint64 from a bigint", basic("uint64"), 2n ** 64n - 1n, "uint64 18446744073709551615"],
    ["float32 prints with the digits that it has", basic("float32"), 0.1, "float32 0.1"],
    ["[]byte", { kind: "slice", elem: basic("uint8") }, [104, 105], "[]uint8 [104 105]"],
    [
      "map[int]bool from the keys of JSON",
      { kind: "map", key: basic("int"), elem: basic("bool") },
      { "10": true, "9": false },
      "map[int]bool map[9:false 10:true]",
    ],
    ["a declared list", { kind: "slice", elem: STRING, name: "v1.Args" }, ["a"], "v1.Args [a]"],
    ["a list of lists", { kind: "slice", elem: strings }, [["a", "b"], null], "[][]string [[a b] []]"],
  ])("%s", (_, type, raw, expected) => {
    const value = typed(type, raw);
    expect(sprintf("%T %v", value, value)).toBe(expected);
  });

  test("bytes are text to the verbs of strings", () => {
    const bytes = typed({ kind: "slice", elem: basic("uint8") }, [104, 0xc3, 0xa9]);
    expect(sprintf("%s %q %x", bytes, bytes, bytes)).toBe('hé "hé" 68c3a9');
  });

  test("a panic of String shows in the text", () => {
    const bad: BasicType = {
      kind: "string",
      name: "x.Bad",
      methods: () => ({
        String: fn("func() string", () => {
          throw new Error("oh");
        }),
      }),
    };
    expect(printValue(new Named(bad, "v"))).toBe("%!v(PANIC=String method: oh)");
  });
});

test("a function that is no Go function says so", () => {
  const template = new Template("t").funcs({ f: fn("string -> string", String) }).parse("{{ f }}");
  expect(() => template.execute()).toThrow('not the type of a Go function: "string -> string"');
});

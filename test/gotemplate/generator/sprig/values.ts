import type { Family } from "../source.ts";
import { both, call, followed, several, text } from "./write.ts";

const documents = text(
  '{"a":[1,2.5,"x",null,true]}',
  '{"b":{"c":1}}',
  "[1,2",
  "3",
  "null",
  '"\\u00e9"',
  "",
  "tru",
  "[1,]",
  '{"a" 1}',
);

/** Defaults, types, encodings and JSON: what takes values of every kind. */
export const valueFunctions: Family = {
  name: "values",
  calls: [
    ...(["string", "int", "float", "list", "map"] as const).map((kind) => call("default", kind, kind, kind)),
    call("default", "string", "string", "any"),
    call("empty", "bool", "any"),
    call("coalesce", "string", several("any", 1, 2), "string"),
    call("all", "bool", several("any", 0, 3)),
    call("any", "bool", several("any", 0, 3)),
    ...(["string", "int", "list"] as const).map((kind) => call("ternary", kind, kind, kind, "bool")),
    call("typeOf", "string", "any"),
    call("kindOf", "string", "any"),
    call("typeIs", "bool", text("string", "int", "float64", "map[string]interface {}", "<nil>"), "any"),
    call("typeIsLike", "bool", text("string", "int", "bool"), "any"),
    call("kindIs", "bool", text("string", "int", "map", "slice", "invalid"), "any"),
    call("deepEqual", "bool", "any", "any"),
    call("deepEqual", "bool", "list", "list"),
    ...["b64enc", "b64dec", "b32enc", "b32dec"].map((name) => call(name, "string", "string")),
    followed("b64enc", "string", "| b64dec", "string"),
    followed("b32enc", "string", "| b32dec", "string"),
    ...["toJson", "toPrettyJson", "toRawJson"].flatMap((name) => both(name, "string", "any")),
    followed("fromJson", "string", "| toJson", documents),
    followed("mustFromJson", "string", "| toJson", documents),
    followed("toJson", "string", "| fromJson | toRawJson", "any"),
    ...["sha1sum", "sha256sum", "sha512sum", "adler32sum"].map((name) => call(name, "string", "string")),
    call("toYaml", "string", "any"),
    followed(
      "fromYaml",
      "string",
      "| toJson",
      text("a: 1", "a:\n- x\n- y: true", "{}", "", "a: {b: [1, c]}", "3", "[x]"),
    ),
  ],
};

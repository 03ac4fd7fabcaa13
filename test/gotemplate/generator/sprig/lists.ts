import type { Family } from "../source.ts";
import { both, call, oneOf, several } from "./write.ts";

export const listFunctions: Family = {
  name: "lists",
  calls: [
    call("list", "list", several("any", 0, 4)),
    call("tuple", "list", several("any", 0, 3)),
    ...["append", "push", "prepend"].flatMap((name) => both(name, "list", "list", "any")),
    ...["first", "last"].flatMap((name) => both(name, "string", "list")),
    ...["rest", "initial", "reverse", "compact", "uniq"].flatMap((name) => both(name, "list", "list")),
    ...both("without", "list", "list", several("any", 0, 2)),
    ...both("has", "bool", "any", "list"),
    // No bound beyond the first element: what Go's capacity leaves behind the last one is its own affair.
    ...both("slice", "list", "list", oneOf("", "0", "0 0", "0 1", "1", "2")),
    ...both("chunk", "list", oneOf("1", "2", "3", "9", "0", "-2"), "list"),
    call("concat", "list", several("list", 0, 3)),
  ],
};

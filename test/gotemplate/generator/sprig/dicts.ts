import type { Family, Source } from "../source.ts";
import { type Argument, both, call, followed, text } from "./write.ts";

const keys = text("a", "s", "f", "missing", "inner", "x");
/** A map of its own: one that holds itself could not be printed. */
const copy: Argument = (source) => `(deepCopy ${source.operand("map")})`;
const copies: Argument = (source) =>
  source.random.times(source.random.int(1, 2), () => (copy as (source: Source) => string)(source)).join(" ");

export const dictFunctions: Family = {
  name: "maps",
  calls: [
    call("dict", "map", keys, "any", keys, "any"),
    call("dict", "map"),
    call("dict", "map", "any", "any", "string"),
    call("get", "string", "map", keys),
    call("set", "map", copy, keys, "any"),
    call("unset", "map", copy, keys),
    call("hasKey", "bool", "map", keys),
    call("pluck", "list", keys, "map", "map"),
    // Go's order is another in every run.
    followed("keys", "list", "| sortAlpha", "map"),
    followed("values", "int", "| len", "map"),
    call("pick", "map", "map", keys, keys),
    call("omit", "map", "map", keys),
    call("dig", "string", keys, "string", "map"),
    call("dig", "string", keys, keys, "string", "map"),
    ...["merge", "mergeOverwrite"].flatMap((name) => both(name, "map", copy, copies)),
    call("deepCopy", "map", "map"),
    call("deepCopy", "list", "list"),
    call("mustDeepCopy", "map", "map"),
  ],
};

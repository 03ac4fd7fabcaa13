import type { Kind } from "./data.ts";
import type { Call, Family } from "./source.ts";
import { callOfPrintf } from "./verbs.ts";

/** The functions that every template has. */

const COMPARABLE: readonly Kind[] = ["string", "int", "float"];

function comparison(name: string, equality: boolean): Call {
  return {
    name,
    gives: "bool",
    write: (source) => {
      const kind = source.random.pick(equality ? ([...COMPARABLE, "bool", "nil"] as const) : COMPARABLE);
      const more = name === "eq" && source.random.chance(0.3) ? ` ${source.operand(kind)}` : "";
      return `${name} ${source.operand(kind)} ${source.operand(kind)}${more}`;
    },
  };
}

/** `and` and `or` give one of their arguments, so those are of one kind. */
const choice = (name: string, gives: Kind): Call => ({
  name,
  gives,
  write: (source) => {
    const count = source.random.int(1, 3);
    return `${name} ${source.random.times(count, () => source.operand(gives)).join(" ")}`;
  },
});

const ofAnything = (name: string): Call => ({
  name,
  gives: "string",
  write: (source) => `${name} ${source.random.times(source.random.int(1, 3), () => source.any()).join(" ")}`,
});

const index: Call = {
  name: "index",
  gives: "string",
  write: (source) => {
    const { random } = source;
    if (random.chance(0.5)) return `index ${source.field(".byName")} ${source.operand("string")}`;
    if (random.chance(0.3)) return `index ${source.field(".m")} "s"`;
    if (random.chance(0.5)) return `index ${source.operand("list")} ${random.pick(["0", "0", "1", "2"])}`;
    return `index ${source.field(".deep")} "inner" "s"`;
  },
};

const slice: Call = {
  name: "slice",
  gives: "string",
  write: (source) => {
    const { random } = source;
    const bounds = random.pick(["", " 0", " 0 1", " 1", " 0 0", " 1 2", " 2 1"]);
    return `slice ${source.operand("string")}${bounds}`;
  },
};

/** Of lists without a bound beyond the first element: the capacity that Go's decoder leaves is its own. */
const sliceList: Call = {
  name: "slice",
  gives: "list",
  write: (source) => `slice ${source.operand("list")}${source.random.pick(["", " 0", " 0 0"])}`,
};

const length: Call = {
  name: "len",
  gives: "int",
  write: (source) => `len ${source.operand(source.random.pick(["string", "list", "map"] as const))}`,
};

/** JSON has no functions: `call` is written now and then to see its errors. */
const call: Call = {
  name: "call",
  gives: "string",
  write: (source) => (source.random.chance(0.03) ? `call ${source.any()}` : "print 1"),
};

const not: Call = { name: "not", gives: "bool", write: (source) => `not ${source.any()}` };

const printf: Call = { name: "printf", gives: "string", write: callOfPrintf };

export const builtinFunctions: Family = {
  name: "text/template",
  calls: [
    ...["eq", "ne"].map((name) => comparison(name, true)),
    ...["lt", "le", "gt", "ge"].map((name) => comparison(name, false)),
    ...(["string", "int", "float", "bool", "list", "map"] as const).flatMap((kind) => [
      choice("and", kind),
      choice("or", kind),
    ]),
    ...["print", "println", "html", "js", "urlquery"].map(ofAnything),
    ...[not, printf, index, slice, sliceList, length, call],
  ],
};

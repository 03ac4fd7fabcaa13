import type { Family } from "../source.ts";
import { call, oneOf, several, text } from "./write.ts";

const numerals = text("42", "-7", "0x1F", "017", "08", "1.9", "1e3", ".5", "1_000", "", "x", "inf", "0b11");
const steps = oneOf("0", "1", "2", "3", "-1", "-2", "7", "10", "-5");

export const numberFunctions: Family = {
  name: "numbers",
  calls: [
    ...["int", "int64"].flatMap((name) => [call(name, "int", "any"), call(name, "int", numerals)]),
    ...["any" as const, numerals].map((arg) => call("float64", "float", arg)),
    call("atoi", "int", numerals),
    call("toDecimal", "int", oneOf("777", '"0777"', '"8"', "12", "1.5", "nil")),
    ...["add", "mul", "max", "biggest", "min"].map((name) => call(name, "int", several("int", 1, 3))),
    ...["add", "max"].map((name) => call(name, "int", several("any", 1, 3))),
    call("add1", "int", "any"),
    call("sub", "int", "any", "int"),
    call("div", "int", "int", oneOf("1", "2", "-3", "7", "0")),
    call("mod", "int", "int", oneOf("1", "2", "-3", "7", "0")),
    ...["addf", "subf", "mulf", "maxf", "minf"].map((name) => call(name, "float", several("float", 1, 3))),
    call("divf", "float", "float", several("float", 0, 2)),
    call("add1f", "float", "any"),
    call("ceil", "float", "any"),
    call("floor", "float", "float"),
    call("round", "float", "float", oneOf("0", "1", "2", "5", "-1"), oneOf("", "", "0.3", "0.9")),
    call("until", "list", steps),
    call("untilStep", "list", steps, steps, steps),
    call("seq", "string", (source) =>
      source.random
        .times(source.random.int(0, 3), () => source.random.pick(["0", "1", "2", "-3", "9"]))
        .join(" "),
    ),
  ],
};

import { sprint, sprintf, sprintln } from "../fmt.ts";
import { isTrue } from "../truth.ts";
import { type FuncMap, fn, type GoValue } from "../values.ts";
import { comparisonFuncs } from "./comparison.ts";
import { escapingFuncs } from "./escaping.ts";
import { indexingFuncs } from "./indexing.ts";

/** `and`, `or` and `call` are compiled by the engine itself (exec/special.ts); here is their type alone. */
const special = (): never => {
  throw new TypeError("compiled, never called");
};

/** The functions that every template has. */
export const builtinFuncs: FuncMap = {
  ...comparisonFuncs,
  ...escapingFuncs,
  ...indexingFuncs,
  and: fn("func(arg0 reflect.Value, args ...reflect.Value) reflect.Value", special),
  or: fn("func(arg0 reflect.Value, args ...reflect.Value) reflect.Value", special),
  call: fn("func(fn reflect.Value, args ...reflect.Value) reflect.Value", special),
  not: fn("func(arg reflect.Value) bool", (arg: GoValue) => !isTrue(arg)),
  print: fn("func(a ...any) string", sprint),
  printf: fn("func(format string, a ...any) string", sprintf),
  println: fn("func(a ...any) string", sprintln),
};

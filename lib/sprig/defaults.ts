/** Choosing between values. */

import { type FuncMap, fn, type GoValue } from "../gotemplate/values.ts";
import { isEmpty } from "./reflect.ts";

export const defaultFuncs: FuncMap = {
  default: fn(
    "func(d any, given ...any) any",
    (fallback: GoValue, ...given: GoValue[]) =>
      given.length === 0 || isEmpty(given[0]) ? fallback : given[0],
    (_fallback: GoValue, given: GoValue) =>
      isEmpty(given) ? [{ argument: 0 }, { argument: 1, decided: false }] : [{ argument: 1 }],
  ),
  empty: fn("func(given any) bool", isEmpty),
  coalesce: fn(
    "func(v ...any) any",
    (...values: GoValue[]) => values.find((value) => !isEmpty(value)) ?? null,
    (...values: GoValue[]) => {
      const chosen = values.findIndex((value) => !isEmpty(value));
      const asked = values.slice(0, chosen === -1 ? values.length : chosen + 1);
      return asked.map((_, argument) => ({ argument, decided: argument === chosen }));
    },
  ),
  all: fn("func(v ...any) bool", (...values: GoValue[]) => !values.some(isEmpty)),
  any: fn("func(v ...any) bool", (...values: GoValue[]) => !values.every(isEmpty)),
  ternary: fn(
    "func(vt any, vf any, v bool) any",
    (yes, no, condition) => (condition ? yes : no),
    (_yes, _no, condition) => [{ argument: condition ? 0 : 1 }, { argument: 2 }],
  ),
};

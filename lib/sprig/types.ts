/** Types and kinds by name. */

import { typeName, typeOf } from "../gotemplate/types.ts";
import { type FuncMap, fn, type GoValue } from "../gotemplate/values.ts";
import { deepEqual, isNothing, kindOf } from "./reflect.ts";

export const typeFuncs: FuncMap = {
  typeOf: fn("func(src any) string", nameOf),
  typeIs: fn("func(target string, src any) bool", (target, value) => target === nameOf(value)),
  typeIsLike: fn("func(target string, src any) bool", (target, value) => {
    const name = nameOf(value);
    return target === name || `*${target}` === name;
  }),
  kindOf: fn("func(src any) string", kindOf),
  kindIs: fn("func(target string, src any) bool", (target, value) => target === kindOf(value)),
  deepEqual: fn("func(x any, y any) bool", deepEqual),
};

/** As %T prints it. */
function nameOf(value: GoValue): string {
  return isNothing(value) ? "<nil>" : typeName(typeOf(value));
}

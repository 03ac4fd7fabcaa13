import { type FuncMap, fn, GoError } from "../gotemplate/values.ts";

export const flowFuncs: FuncMap = {
  fail: fn("func(msg string) (string, error)", (message) => {
    throw new GoError(message);
  }),
};

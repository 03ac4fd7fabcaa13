/** The environment, which is what the caller passed in and nothing else. */

import { type FuncMap, fn, type GoFunc } from "../gotemplate/values.ts";

export function envFuncs(env: Readonly<Record<string, string>>): FuncMap {
  const lookUp = (name: string) => (Object.hasOwn(env, name) ? (env[name] as string) : "");
  return {
    env: impure("func(key string) string", lookUp),
    expandenv: impure("func(s string) string", (text) => expand(text, lookUp)),
  };
}

function impure(signature: string, call: GoFunc["call"]): GoFunc {
  return { ...fn(signature, call), impure: true };
}

/** `${name}`, one special character, or a name; `${}` and an open `${` vanish, a dollar before anything else stays. */
const REFERENCE = /\$(?:\{([^}]*)\}|\{|([*#$@!?\-0-9])|(\w+))/g;

/** os.Expand. */
function expand(text: string, lookUp: (name: string) => string): string {
  return text.replace(REFERENCE, (_, braced?: string, special?: string, name?: string) =>
    lookUp(braced ?? special ?? name ?? ""),
  );
}

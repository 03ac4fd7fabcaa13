import { type FuncMap, fn } from "../gotemplate/values.ts";
import type { SprigOptions } from "../sprig/options.ts";
import { sprigFuncs } from "../sprig/sprig.ts";
import { jsonFuncs, type Warn } from "./functions/json.ts";
import { mapFuncs } from "./functions/maps.ts";
import { podFuncs } from "./functions/pods.ts";
import { textFuncs } from "./functions/text.ts";

export interface FunctionContext extends Omit<SprigOptions, "env"> {
  /** The variables that `env` may tell a template. Any other is unset. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what Istio would log as a warning. */
  readonly warn?: Warn;
}

/**
 * Everything that templates of the injector may call: sprig's functions, and over them Istio's own
 * (createInjectionFuncmap of pkg/kube/inject/template.go).
 */
export function istioFuncs(context: FunctionContext): FuncMap {
  return { ...sprigFuncs({ ...context, env: context.env ?? {} }), ...ownFuncs(context) };
}

/** Istio's own functions alone. */
export function ownFuncs({ env = {}, warn = () => {} }: Pick<FunctionContext, "env" | "warn">): FuncMap {
  const getEnv = (key: string, fallback: string) => readEnv(env, key) || fallback;
  return {
    ...textFuncs,
    ...mapFuncs,
    ...jsonFuncs(warn),
    ...podFuncs(warn),
    env: { ...fn("func(key string, def string) string", getEnv), impure: true },
  };
}

function readEnv(env: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(env, key) ? (env[key] ?? "") : "";
}

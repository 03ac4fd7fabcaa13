import { parse } from "@marcbachmann/cel-js";
import { BoundedCache } from "./bounded-cache.ts";

/** A condition of a webhook, in CEL (admissionregistration.k8s.io/v1, MatchCondition). */
export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

/** What conditions may speak of, as the API server has it. */
export interface MatchVariables {
  readonly object: unknown;
  readonly request: Readonly<Record<string, unknown>>;
}

/**
 * The condition that keeps the API server from calling, or undefined where all hold: one that is false comes
 * before one that cannot be evaluated, which the webhook's failurePolicy decides about (apiserver,
 * plugin/webhook/matchconditions).
 */
export function failedCondition(
  conditions: readonly MatchCondition[],
  variables: MatchVariables,
): { readonly name: string; readonly error?: string } | undefined {
  let failed: { readonly name: string; readonly error: string } | undefined;
  for (const { name, expression } of conditions) {
    try {
      if (compiled(expression)({ ...variables, oldObject: null }) === false) return { name };
    } catch (error) {
      failed ??= { name, error: (error as Error).message };
    }
  }
  return failed;
}

const expressions = new BoundedCache<string, ReturnType<typeof parse>>(64);

/** @throws Error where it is no CEL */
function compiled(expression: string): ReturnType<typeof parse> {
  let program = expressions.get(expression);
  if (program === undefined) {
    program = parse(expression);
    expressions.set(expression, program);
  }
  return program;
}

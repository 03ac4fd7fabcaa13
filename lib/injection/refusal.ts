import type { Decision, Reason, ReasonCode } from "./decision.ts";
import { hasCode, LimitError } from "./errors.ts";

/**
 * What the user is told of a fault that is not the input's: no more than that, since the text of an
 * unexpected error may show anything. The cause is for the log.
 */
export const INTERNAL_ERROR = "internal error; see the injector's log";

/** The decision that an error comes to. `reasons` are those of the policy, if it was asked. */
export function refusal(error: unknown, reasons: readonly Reason[]): Decision {
  const message = hasCode(error) ? error.message : INTERNAL_ERROR;
  const reason: Reason = {
    code: codeOf(error, reasons),
    text: hasCode(error) ? rootCause(error) : message,
    rule: "injection",
    verdict: "refuse",
  };
  return {
    outcome: "refuse",
    reasons: [...reasons, reason],
    templates: [],
    warnings: [],
    message,
    cause: error,
  };
}

function codeOf(error: unknown, reasons: readonly Reason[]): ReasonCode {
  if (!hasCode(error)) return "internal-error";
  return limitOf(error) ?? (reasons.length === 0 ? "invalid-pod" : "injection-failed");
}

/** The stages and rules that a limit was reached in have wrapped the error that says which. */
function limitOf(error: Error): LimitError["code"] | undefined {
  if (error instanceof LimitError) return error.code;
  return error.cause instanceof Error ? limitOf(error.cause) : undefined;
}

/** The innermost message, which says what is wrong where the outer ones say where it showed. */
function rootCause(error: Error): string {
  if (error instanceof LimitError) return error.message;
  return error.cause instanceof Error ? rootCause(error.cause) : error.message;
}

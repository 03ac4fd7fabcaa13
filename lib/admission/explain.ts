import type { Decision } from "../injection/decision.ts";
import type { AdmissionAnswer } from "./review.ts";

/** A longer warning may be cut off on its way; the API server drops one with a control character without a word. */
const LONGEST_WARNING = 256;

/** A decision's reasons for the audit log, and its warnings for whoever made the request. */
export function explain(decision: Decision): Pick<AdmissionAnswer, "auditAnnotations" | "warnings"> {
  const decisive = decision.reasons.at(-1);
  return {
    auditAnnotations: {
      outcome: decision.outcome,
      ...(decisive && { reason: decisive.code, rule: decisive.rule, explanation: decisive.text }),
      ...(decision.templates.length > 0 && { templates: decision.templates.join(",") }),
      ...(decision.version && { version: decision.version }),
    },
    warnings: decision.warnings.map(presentable),
  };
}

function presentable(warning: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to go
  const printable = warning.replace(/[\u0000-\u001f\u007f]+/g, " ");
  return printable.length > LONGEST_WARNING ? `${printable.slice(0, LONGEST_WARNING - 1)}…` : printable;
}

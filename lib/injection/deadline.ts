import { TemplateError } from "../gotemplate/errors.ts";
import type { Template } from "../gotemplate/template.ts";
import type { GoValue } from "../gotemplate/values.ts";
import { LimitError } from "./errors.ts";

const clock = () => performance.now();

/**
 * Executes a template, which is stopped when the time for the answer is up: an answer that says so is worth more
 * to the pod's author than the time-out that the API server would report.
 *
 * @param deadline in milliseconds of `performance.now()`; without it the template may take as long as it needs.
 * @throws LimitError `deadline-exceeded` that names the template and the place which it had come to.
 */
export function executeInTime(
  name: string,
  template: Template,
  data: GoValue,
  deadline = Number.POSITIVE_INFINITY,
): string {
  if (deadline === Number.POSITIVE_INFINITY) return template.execute(data);
  const milliseconds = Math.max(0, Math.floor(deadline - clock()));
  try {
    return template.execute(data, { milliseconds, clock });
  } catch (error) {
    if (!(error instanceof TemplateError && error.code === "deadline")) throw error;
    throw new LimitError(
      "deadline-exceeded",
      `template ${name} took longer than the webhook's timeout allows: ${error.message}`,
      { cause: error },
    );
  }
}

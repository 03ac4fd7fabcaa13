import { GoError } from "../gotemplate/values.ts";

/** Says of a Go error in what it came up, as fmt.Errorf("context: %w", err) does. */
export function inContext<T>(context: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`${context}: ${error.message}`);
    throw error;
  }
}

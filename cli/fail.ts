import { painter, printable } from "./terminal.ts";

/** Something that the user can mend: said in one sentence, without a stack trace. `hint` says how. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly hint: string | undefined;
  constructor(message: string, options?: ErrorOptions & { hint?: string }) {
    super(message, options);
    this.hint = options?.hint;
  }
}

/**
 * Tells the user what went wrong, on stderr, and sets the exit code 1. Errors that carry a `code` of ours
 * are explained by themselves; anything else is a fault of remora and shows its stack.
 */
export function report(error: unknown): void {
  const paint = painter(process.stderr);
  process.exitCode = 1;
  process.stderr.write(`${paint("red", "remora:")} ${printable(describe(error))}\n`);
  if (error instanceof UsageError && error.hint) process.stderr.write(`${error.hint}\n`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text =
    "pretty" in error && typeof error.pretty === "function" ? String(error.pretty()) : error.message;
  if (error instanceof UsageError) return text;
  if ("code" in error && typeof error.code === "string") return `${text} [${error.code}]`;
  return error.stack ?? text;
}

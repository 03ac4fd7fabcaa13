import { explainAwsError } from "./aws-errors.ts";
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
  const explained = error instanceof Error ? explainAwsError(error) : undefined;
  const hint = error instanceof UsageError ? error.hint : explained?.hint;
  process.stderr.write(`${paint("red", "remora:")} ${printable(explained?.text ?? describe(error))}\n`);
  if (hint) process.stderr.write(`${hint}\n`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = describeWithPlace(error);
  if (error instanceof UsageError) return text;
  const ofFile = describeFileError(error);
  if (ofFile !== undefined) return ofFile;
  return "code" in error && typeof error.code === "string"
    ? `${text}\n[${error.code}]`
    : (error.stack ?? text);
}

/** ENOENT is the folder's: a file that is read has said so by its own error. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "what should be its folder is a file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "it is on a disk that is read-only",
};

/** What the system said of a file; undefined for any other error. */
function describeFileError({ code = "", path }: NodeJS.ErrnoException): string | undefined {
  return path !== undefined && Object.hasOwn(FILE_ERRORS, code) ? `${path}: ${FILE_ERRORS[code]}` : undefined;
}

/** The message and, where the error or what caused it knows its place, the line there with a caret under it. */
export function describeWithPlace(error: Error): string {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    if (!("pretty" in inner) || typeof inner.pretty !== "function") continue;
    const pretty = String(inner.pretty());
    const excerpt = pretty.slice(pretty.indexOf("\n"));
    return inner === error ? pretty : `${error.message}${excerpt.startsWith("\n") ? excerpt : ""}`;
  }
  return error.message;
}

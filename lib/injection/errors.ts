/** A pod cannot be injected, for a reason that its author or the operator can do something about. */
export class InjectionError extends Error {
  override readonly name: string = "InjectionError";
  readonly code: string = "injection-failed";
}

/** A pod that would take too much: it is refused before, or while, it does. */
export class LimitError extends InjectionError {
  override readonly name = "LimitError";
  override readonly code: LimitCode;
  constructor(code: LimitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type LimitCode =
  | "deadline-exceeded"
  | "too-many-containers"
  | "too-many-operations"
  | "answer-too-big";

/** Runs one stage, and says which one where it fails, as Go's `fmt.Errorf("stage: %v", err)` does. */
export function within<T>(stage: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!hasCode(error)) throw error;
    throw new InjectionError(`${stage}: ${error.message}`, { cause: error });
  }
}

/** Errors that say something of the input carry a code; one without is a fault of ours. */
export function hasCode(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

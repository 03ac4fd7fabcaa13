/** A fault in getting the injector's configuration, or in its shape; docs/errors.md explains each code. */
export type SourceErrorCode =
  | "source-too-big"
  | "source-corrupt"
  | "source-invalid"
  | "source-unreadable"
  | "source-empty"
  | "source-timeout"
  | "secret-full"
  | "secret-missing";

export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly code: SourceErrorCode;
  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

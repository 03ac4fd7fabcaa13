/** A rule that cannot be read, or that failed on an object. */
export class RuleError extends Error {
  override readonly name = "RuleError";
  readonly code: "rule-invalid" | "rule-failed";
  constructor(code: RuleError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

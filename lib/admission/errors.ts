/** The body is no AdmissionReview; `message` is what apimachinery says of it. */
export class BadReviewError extends Error {
  override readonly name = "BadReviewError";
  readonly code = "bad-review";
}

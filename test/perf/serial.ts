/** A review as a text; with {@link SERIAL} in it, it stands for as many as are wanted. */
export type ReviewText = string;

/** Stands for eight digits that differ from review to review; the Go programs know it, too. */
export const SERIAL = "@@";

/** Stands for the last four of them. */
export const LAST_DIGITS = "##";

/** The n-th review that a text stands for. */
export function reviewAt(text: ReviewText, n: number): string {
  const digits = String(n).padStart(8, "0");
  return text.replaceAll(SERIAL, digits).replaceAll(LAST_DIGITS, digits.slice(-4));
}

/** The steps in the order in which they are taken. */
export const STEPS = [
  "kubernetes",
  "registered",
  "manifest",
  "overlap",
  "dns",
  "tcp",
  "tls",
  "http",
  "token",
  "review",
  "api-server",
  "events",
  "drift",
] as const;
export type StepName = (typeof STEPS)[number];

/**
 * | status | |
 * |---|---|
 * | `ok` | as it should be |
 * | `warn` | works, and should be looked at |
 * | `fail` | does not work |
 * | `skip` | was not looked at: an earlier step failed, or it cannot be asked from here |
 */
export type Status = "ok" | "warn" | "fail" | "skip";

export interface Step {
  readonly step: StepName;
  /** Which of several: a webhook configuration, an address. */
  readonly of?: string;
  readonly status: Status;
  /** What was seen. */
  readonly found: string;
  /** What that means for pods, or where it comes from. */
  readonly why?: string;
  /** Commands, as they can be typed; a line that begins with # says what to do where no command can. */
  readonly mend?: readonly string[];
}

type Details = Pick<Step, "why" | "mend" | "of">;

const maker =
  (status: Status) =>
  (step: StepName, found: string, details: Details = {}): Step => ({ step, status, found, ...details });

export const ok = maker("ok");
export const warn = maker("warn");
export const fail = maker("fail");
export const skip = maker("skip");

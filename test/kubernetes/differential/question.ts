/** One case for Go, as test/kubernetes/go/answer reads it; which parts count depends on the subject. */
export interface Question {
  readonly subject: string;
  readonly type?: string;
  readonly text?: string;
  readonly original?: string;
  readonly patch?: string;
  readonly selector?: unknown;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What Go made of it. */
export interface Answer {
  readonly result?: string;
  readonly error?: string;
  /** Go itself answers now this, now that: it ranges over a map. */
  readonly unstable?: boolean;
}

import { redactPath } from "../../lib/clusters/path.ts";
import { painter, printable } from "../terminal.ts";
import type { Status, Step } from "./step.ts";

export interface Report {
  /** No step failed. */
  readonly ok: boolean;
  readonly steps: readonly Step[];
}

const LABELS: Readonly<Record<Status, readonly [string, Parameters<ReturnType<typeof painter>>[0]]>> = {
  ok: ["ok", "green"],
  warn: ["warn", "yellow"],
  fail: ["FAIL", "red"],
  skip: ["-", "gray"],
};

/** What leaves this program: no token stands in it, wherever a message may have had one from. */
export function reportOf(steps: readonly Step[]): Report {
  return { ok: !steps.some(({ status }) => status === "fail"), steps: steps.map(withoutTokens) };
}

function withoutTokens(step: Step): Step {
  const { mend, ...texts } = step;
  const redacted = Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, printable(redactPath(text))]),
  );
  return { ...redacted, ...(mend && { mend: mend.map(withoutToken) }) } as unknown as Step;
}

/** Commands are our own words, and name paths: only what is a token as a whole is taken out of them. */
const withoutToken = (command: string) => command.replace(/\b[a-z2-7]{52}\b/g, "…");

export function reportText({ steps }: Report, stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  return steps
    .flatMap(({ step, of, status, found, why, mend = [] }) => {
      const [label, colour] = LABELS[status];
      const head = `${paint(colour, label.padEnd(4))}  ${step.padEnd(10)}  ${of ? `${of}: ` : ""}${found}`;
      const details = [...(why ? [`why:  ${why}`] : []), ...mend.map((command) => `mend: ${command}`)];
      return [head, ...details.map((line) => `${" ".repeat(18)}${line}`)];
    })
    .map((line) => `${line}\n`)
    .join("");
}

/** One line, for standard error. */
export function summary({ ok, steps }: Report): string {
  const count = (status: Status) => steps.filter((step) => step.status === status).length;
  const warnings = count("warn") === 0 ? "" : `; ${count("warn")} to look at`;
  if (!ok) {
    const first = steps.find(({ status }) => status === "fail") as Step;
    return `${count("fail")} of ${steps.length} steps failed, ${first.step} first${warnings}\n`;
  }
  return `nothing is wrong${warnings}\n`;
}

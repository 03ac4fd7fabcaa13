import type { ApiAnswer } from "../../../../cli/kubernetes/api.ts";
import { isInjected } from "../cluster.ts";

/** What becomes of a pod: the one thing that whoever creates it cares for. */
export type Kind = "injected" | "without sidecar" | "refused";

export interface Outcome {
  readonly kind: Kind;
  /** What they read on their terminal besides. */
  readonly text: string;
}

export function outcomeOf({ status, body, warnings }: ApiAnswer): Outcome {
  if (status >= 300) return { kind: "refused", text: steady(body?.message ?? `HTTP ${status}`) };
  const text = warnings.map((warning) => `Warning: ${steady(warning)}`).join(" ");
  return { kind: isInjected(body) ? "injected" : "without sidecar", text };
}

export function describe({ kind, text }: Outcome): string {
  return text === "" ? kind : `${kind}: \`${text}\``;
}

/** Without what differs from run to run. */
function steady(text: string): string {
  return text
    .replace(/\/t\/[a-z2-7]{52}/g, "/t/TOKEN")
    .replace(/127\.0\.0\.1:\d+/g, "WEBHOOK")
    .replace(/version \S+?(?=[, ])/g, "version VERSION")
    .replace(/\d+ min ago/g, "N min ago")
    .replace(/exceeded \d+ ms/g, "exceeded N ms")
    .replace(/\s+/g, " ")
    .trim();
}

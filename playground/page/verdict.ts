import type { RenderResponse } from "../api.ts";
import { byId } from "./dom.ts";

export type VerdictState = "loading" | "inject" | "skip" | "refuse";

/** Says in one line what became of the workload. */
export function say(state: VerdictState, text: string): void {
  const node = byId("verdict");
  node.dataset.state = state;
  if (node.textContent !== text) node.textContent = text;
}

const SAID = { inject: "is injected", skip: "is left alone", refuse: "is refused" } as const;

/** The worst that became of any document counts. */
export function sayVerdict({ decisions, problems, result }: RenderResponse, compared?: RenderResponse): void {
  const worst = (["refuse", "inject", "skip"] as const).find((outcome) =>
    decisions.some((one) => one.outcome === outcome),
  );
  const decision = decisions.find(({ outcome }) => outcome === worst);
  if (decision === undefined) {
    if (problems.length > 0) say("refuse", "Nothing to show yet: see what is wrong below.");
    else say("skip", "Nothing here makes pods, so there is nothing to inject.");
    return;
  }
  const why = decision.reasons.at(-1)?.text ?? "";
  const more = decisions.length > 1 ? ` (and ${decisions.length - 1} more)` : "";
  const isUncalled = decision.webhooks.length > 0 && decision.webhooks.every(({ misses }) => misses !== null);
  const uncalled = isUncalled ? " But nothing would call the webhook: see Decision." : "";
  const same = compared?.result === result ? " Nothing differs from configuration A." : "";
  say(decision.outcome, `${decision.name}${more} ${SAID[decision.outcome]}: ${why}.${uncalled}${same}`);
}

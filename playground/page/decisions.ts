import type { DecisionView, WebhookView } from "../api.ts";
import { codes, element, paragraph } from "./dom.ts";

const MARKS: Readonly<Record<string, string>> = { inject: "✓", skip: "–", refuse: "✕", pass: "↓" };
const VERDICTS: Readonly<Record<string, string>> = {
  inject: "inject",
  skip: "do not inject",
  refuse: "refuse",
  pass: "ask the next rule",
};

/** Shows why: for each document the webhooks that would be called, and the chain of rules down to the last. */
export function showDecisions(parent: HTMLElement, decisions: readonly DecisionView[]): () => void {
  const list = element("div", "decisions");
  if (decisions.length === 0)
    list.append(element("p", "hint", "Nothing here makes pods, so no rule was asked."));
  for (const decision of decisions) list.append(decisionCard(decision));
  parent.append(list);
  return () => list.remove();
}

function decisionCard({ name, outcome, reasons, templates, warnings, message, webhooks }: DecisionView) {
  const card = element("article", "decision");
  card.append(element("h2", "", name), ...called(webhooks));
  const chain = element("ol", "chain");
  for (const { text, rule, verdict } of reasons) {
    const item = element("li", verdict);
    const mark = element("span", "mark", MARKS[verdict] ?? "");
    mark.setAttribute("aria-hidden", "true");
    const body = element("div", "");
    body.append(
      element("strong", "", text),
      paragraph("rule", element("code", "", rule), ` → ${VERDICTS[verdict]}`),
    );
    item.append(mark, body);
    chain.append(item);
  }
  card.append(chain);
  if (message !== undefined) card.append(element("pre", "message", message));
  for (const warning of warnings) card.append(paragraph("warning", warning));
  if (outcome === "inject") card.append(paragraph("", "Templates: ", ...codes(templates), "."));
  return card;
}

/** Which webhook the API server would call; where it is none, what keeps it from each. */
function called(webhooks: readonly WebhookView[]): HTMLElement[] {
  const names = webhooks.filter(({ misses }) => misses === null).map(({ name }) => name);
  if (names.length > 0) return [paragraph("", "The API server would call ", ...codes(names), ".")];
  if (webhooks.length === 0) return [];
  const list = element("ul", "misses");
  for (const { name, misses } of webhooks) {
    const item = element("li", "");
    item.append(element("code", "", name), `: its ${misses} does not match`);
    list.append(item);
  }
  return [
    paragraph("hint", "The API server would call no webhook for this pod:"),
    list,
    paragraph("hint", "If it did:"),
  ];
}

import { Change, MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, hoverTooltip } from "@codemirror/view";
import { diffLines } from "diff";
import type { DecisionView, LineOrigin } from "../api.ts";
import { readOnly } from "./editor.ts";

/** Below this width two columns of YAML cannot be read. */
export const NARROW = 900;

export interface Diff {
  readonly before: string;
  readonly after: string;
  readonly labels: readonly [before: string, after: string];
  readonly origins: readonly LineOrigin[];
}

/** Whole lines, as people read YAML: the containers that stay are not torn apart by those that come. */
const diffConfig = {
  override(before: string, after: string): readonly Change[] {
    const changes: Change[] = [];
    let [a, b] = [0, 0];
    let [fromA, fromB] = [0, 0];
    const close = () => {
      if (a > fromA || b > fromB) changes.push(new Change(fromA, a, fromB, b));
    };
    for (const { added, removed, value } of diffLines(before, after)) {
      if (removed) a += value.length;
      else if (added) b += value.length;
      else {
        close();
        a += value.length;
        b += value.length;
        [fromA, fromB] = [a, b];
      }
    }
    close();
    return changes;
  },
};

/** Shows a diff: two columns where there is room, else one. @returns how to take it away */
export function showDiff(parent: HTMLElement, diff: Diff, onOrigin: OnOrigin): () => void {
  const { before, after, labels, origins } = diff;
  const collapseUnchanged = { margin: 3, minSize: 8 };
  const provenance = originsExtension(origins, onOrigin);
  if (parent.clientWidth < NARROW - 300) {
    const view = new EditorView({
      parent,
      doc: after,
      extensions: [
        readOnly(labels[1]),
        provenance,
        unifiedMergeView({
          original: before,
          mergeControls: false,
          highlightChanges: false,
          collapseUnchanged,
          gutter: true,
          diffConfig,
        }),
      ],
    });
    return () => view.destroy();
  }
  const view = new MergeView({
    parent,
    a: { doc: before, extensions: readOnly(labels[0]) },
    b: { doc: after, extensions: [readOnly(labels[1]), provenance] },
    collapseUnchanged,
    gutter: true,
    highlightChanges: false,
    diffConfig,
  });
  return () => view.destroy();
}

export type OnOrigin = (origin: LineOrigin | undefined, chosen: boolean) => void;

/** Tells where a line came from: in a tooltip under the mouse, and below the result for the cursor's line. */
function originsExtension(origins: readonly LineOrigin[], onOrigin: OnOrigin): Extension {
  const byLine = new Map(origins.map((origin) => [origin.line, origin]));
  const originAt = (state: EditorState, position: number) => byLine.get(state.doc.lineAt(position).number);
  return [
    hoverTooltip((view, position) => {
      const origin = originAt(view.state, position);
      if (origin === undefined) return null;
      onOrigin(origin, false);
      return {
        pos: view.state.doc.lineAt(position).from,
        above: true,
        create: () => ({ dom: originBox(origin) }),
      };
    }),
    EditorView.updateListener.of(({ state, selectionSet }) => {
      if (selectionSet) onOrigin(originAt(state, state.selection.main.head), true);
    }),
  ];
}

function originBox({ text, expressions }: LineOrigin): HTMLElement {
  const box = element("div", "origin-box");
  box.append(element("div", "", text));
  for (const expression of expressions.slice(0, 4)) box.append(element("code", "", `{{ ${expression} }}`));
  return box;
}

/** Shows text that is read only. @returns how to take it away */
export function showText(parent: HTMLElement, text: string, label: string): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: text, extensions: [readOnly(label), EditorView.lineWrapping] }),
  });
  return () => view.destroy();
}

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

function decisionCard({
  name,
  outcome,
  reasons,
  templates,
  warnings,
  message,
  calledBy,
}: DecisionView): HTMLElement {
  const card = element("article", "decision");
  card.append(element("h2", "", name));
  card.append(
    calledBy.length > 0
      ? paragraph("", "The API server would call ", ...joined(calledBy), ".")
      : paragraph(
          "hint",
          "With these labels of namespace and pod, the API server would not call the webhook at all: label the namespace ",
          element("code", "", "istio-injection=enabled"),
          ". If it did:",
        ),
  );
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
  if (outcome === "inject") card.append(paragraph("", "Templates: ", ...joined(templates), "."));
  return card;
}

function joined(names: readonly string[]): (HTMLElement | string)[] {
  return names.flatMap((name, i) => [...(i === 0 ? [] : [", "]), element("code", "", name)]);
}

function paragraph(className: string, ...content: (HTMLElement | string)[]): HTMLElement {
  const node = element("p", className);
  node.append(...content);
  return node;
}

export function element(name: string, className: string, text = ""): HTMLElement {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = text;
  return node;
}

import { type EditorState, type Extension, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, hoverTooltip } from "@codemirror/view";
import type { LineOrigin } from "../api.ts";
import { element } from "./dom.ts";

/** What happens at an origin: the mouse rests on its line, or the cursor is put there. */
export interface OriginListener {
  readonly onOrigin: (origin: LineOrigin | undefined, isChosen: boolean) => void;
  /** Some lines of the text that the origin is in, to be shown with it. */
  readonly excerptOf: (
    origin: LineOrigin,
  ) => { readonly first: number; readonly lines: string[] } | undefined;
}

/** Tells where a line came from: in a tooltip under the mouse, and below the result for the cursor's line. */
export function originsExtension(
  origins: readonly LineOrigin[],
  { onOrigin, excerptOf }: OriginListener,
): Extension {
  const byLine = new Map(origins.map((origin) => [origin.line, origin]));
  const originAt = (state: EditorState, position: number) => byLine.get(state.doc.lineAt(position).number);
  return [
    chosenLine((state) => originAt(state, state.selection.main.head) !== undefined),
    hoverTooltip((view, position) => {
      const origin = originAt(view.state, position);
      if (origin === undefined) return null;
      onOrigin(origin, false);
      return {
        pos: view.state.doc.lineAt(position).from,
        above: true,
        create: () => ({ dom: tooltip(origin, excerptOf(origin)) }),
      };
    }),
    EditorView.updateListener.of(({ state, selectionSet }) => {
      if (selectionSet) onOrigin(originAt(state, state.selection.main.head), true);
    }),
  ];
}

/** Marks the line that the origin below the result is of. */
function chosenLine(hasOrigin: (state: EditorState) => boolean): Extension {
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(marked, { selection, state }) {
      if (selection === undefined) return marked;
      const line = state.doc.lineAt(selection.main.head);
      const mark = Decoration.line({ class: "chosen-line" }).range(line.from);
      return hasOrigin(state) ? Decoration.set([mark]) : Decoration.none;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}

function tooltip(origin: LineOrigin, excerpt: ReturnType<OriginListener["excerptOf"]>): HTMLElement {
  const box = element("div", "origin-box");
  box.append(element("strong", "", origin.text), ...originDetails(origin));
  if (excerpt && origin.place) box.append(excerptOfText(excerpt, origin.place.line));
  return box;
}

/** The place in the template, with its line marked. */
function excerptOfText({ first, lines }: { first: number; lines: string[] }, marked: number): HTMLElement {
  const text = element("pre", "excerpt");
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  for (const [i, line] of lines.entries()) {
    const number = first + i;
    const row = element(
      number === marked ? "mark" : "span",
      "",
      `${String(number).padStart(4)}  ${line.slice(indent)}\n`,
    );
    text.append(row);
  }
  return text;
}

/** What a line's expressions read, and the branch that it stands in with what that read. */
export function originDetails({ expressions, inputs, condition }: LineOrigin): HTMLElement[] {
  const written = expressions.slice(0, 3).map((expression) => element("code", "", `{{ ${expression} }}`));
  const parts = written.length + inputs.length > 0 ? [part(written, inputs)] : [];
  if (condition === undefined) return parts;
  const branch = element("div", "branch", "inside ");
  branch.append(element("code", "", condition.text));
  return [...parts, part([branch], condition.inputs)];
}

function part(heading: readonly HTMLElement[], inputs: readonly string[]): HTMLElement {
  const node = element("div", "origin-part");
  node.append(...heading, ...(inputs.length > 0 ? [listOf(inputs)] : []));
  return node;
}

const MOST = 8;

function listOf(inputs: readonly string[]): HTMLElement {
  const list = element("ul", "inputs");
  for (const input of inputs.slice(0, MOST)) list.append(element("li", "", input));
  if (inputs.length > MOST) list.append(element("li", "", `and ${inputs.length - MOST} more`));
  return list;
}

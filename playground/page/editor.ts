import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Problem } from "../api.ts";

/** Colours are the style sheet's, so that they follow light and dark. */
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--syntax-key)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--syntax-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--syntax-number)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--syntax-comment)", fontStyle: "italic" },
  { tag: [tags.meta, tags.keyword, tags.labelName], color: "var(--syntax-meta)" },
]);

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

/** What editors and views of results have in common. */
export const common: Extension = [
  EditorView.cspNonce.of(nonce),
  lineNumbers(),
  foldGutter(),
  drawSelection(),
  yaml(),
  syntaxHighlighting(colours),
  highlightSelectionMatches(),
  EditorState.tabSize.of(2),
];

/** Tab leaves the editor, as everywhere on the page: nobody is caught in it. */
const keys = keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap]);

export function readOnly(label: string): Extension {
  return [
    common,
    keys,
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true", tabindex: "0" }),
  ];
}

const pointAt = StateEffect.define<number | undefined>();

/** The line that an injected field came from. */
const pointedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(pointAt)) continue;
      const { value } = effect;
      if (value === undefined || value > transaction.state.doc.lines) return Decoration.none;
      const line = transaction.state.doc.line(value);
      return Decoration.set([Decoration.line({ class: "pointed-line" }).range(line.from)]);
    }
    return lines.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** A state for one of the input texts; the editor shows one at a time. */
export function editorState(text: string, label: string, onChange: (text: string) => void): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      common,
      keys,
      history(),
      lintGutter(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      pointedLine,
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });
}

/** Marks a line, and brings it into view; undefined marks none. */
export function pointAtLine(view: EditorView, line: number | undefined, scroll: boolean): void {
  const known = line !== undefined && line <= view.state.doc.lines ? line : undefined;
  const effects: StateEffect<unknown>[] = [pointAt.of(known)];
  if (scroll && known !== undefined) {
    effects.push(EditorView.scrollIntoView(view.state.doc.line(known).from, { y: "center" }));
  }
  view.dispatch({ effects });
}

/** Marks what is wrong with the text; a problem without a line stands at the first. */
export function showProblems(view: EditorView, problems: readonly Problem[]): void {
  const { doc } = view.state;
  const diagnostics = problems.map(({ message, line = 1, column }): Diagnostic => {
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const indent = at.text.length - at.text.trimStart().length;
    const from = at.from + Math.min(column === undefined ? indent : column - 1, at.length);
    return { from, to: at.to, severity: "error", message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

import { Change, MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { diffLines } from "diff";
import type { LineOrigin } from "../api.ts";
import { readOnly } from "./editor.ts";
import { type OriginListener, originsExtension } from "./origins.ts";

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
export function showDiff(parent: HTMLElement, diff: Diff, listener: OriginListener): () => void {
  const { before, after, labels, origins } = diff;
  const collapse = before === after ? {} : { collapseUnchanged: { margin: 3, minSize: 8 } };
  const provenance = originsExtension(origins, listener);
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
          ...collapse,
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
    ...collapse,
    gutter: true,
    highlightChanges: false,
    diffConfig,
  });
  return () => view.destroy();
}

/** Shows text that is read only. @returns how to take it away */
export function showText(parent: HTMLElement, text: string, label: string): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: text, extensions: [readOnly(label), EditorView.lineWrapping] }),
  });
  return () => view.destroy();
}

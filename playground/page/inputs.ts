import type { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { InitialState, Problem, Settings } from "../api.ts";
import { byId } from "./dom.ts";
import { editorState, pointAtLine, showProblems } from "./editor.ts";
import { makeTabs } from "./tabs.ts";

const CONFIGURATION = ["config", "values", "mesh", "rules"] as const;
type ConfigurationTab = (typeof CONFIGURATION)[number];
export type InputTab = "workload" | ConfigurationTab;
export const INPUT_TABS: readonly InputTab[] = ["workload", ...CONFIGURATION];

const LABELS: Readonly<Record<InputTab, string>> = {
  workload: "Workload, as YAML",
  config: "The injector's configuration with its templates, as YAML",
  values: "The injector's values, as YAML",
  mesh: "The mesh configuration, as YAML",
  rules: "Rules of the short format, as YAML",
};

/** The texts that go in, of which the editor shows one. */
export class Inputs {
  readonly #initial: InitialState;
  readonly #texts: Record<InputTab, string>;
  readonly #states = new Map<InputTab, EditorState>();
  readonly #editor: EditorView;
  readonly #onChange: () => void;
  readonly #chooseTab: (id: string) => void;
  #tab: InputTab = "workload";
  #problems: readonly Problem[] = [];

  constructor(initial: InitialState, onChange: () => void) {
    this.#initial = initial;
    this.#onChange = onChange;
    const { config, values, mesh, rules } = initial;
    this.#texts = { workload: initial.examples[0]?.workload ?? "", config, values, mesh, rules };
    this.#editor = new EditorView({ parent: byId("input"), state: this.#stateOf("workload") });
    this.#chooseTab = makeTabs(byId("input-tabs"), (id) => this.#open(id as InputTab));
    byId("reset").addEventListener("click", () => this.#reset());
  }

  get tab(): InputTab {
    return this.#tab;
  }

  get workload(): string {
    return this.#texts.workload;
  }

  /** What differs from the served injector. */
  changes(): Settings {
    const changed = CONFIGURATION.filter((tab) => this.#texts[tab] !== this.#initial[tab]);
    return Object.fromEntries(changed.map((tab) => [tab, this.#texts[tab]]));
  }

  open(tab: InputTab): void {
    this.#chooseTab(tab);
  }

  /** @param settings with the texts of the configuration, where they differ from the served injector's */
  fill(workload: string, settings: Settings): void {
    this.#setText("workload", workload);
    for (const tab of CONFIGURATION) this.#setText(tab, settings[tab] ?? this.#initial[tab]);
  }

  fillWorkload(workload: string): void {
    this.#setText("workload", workload);
  }

  /** Marks what is wrong with each text, at its lines and on its tab. */
  mark(problems: readonly Problem[]): void {
    this.#problems = problems;
    const ofTab = (tab: InputTab) => problems.filter(({ place }) => place === tab);
    showProblems(this.#editor, ofTab(this.#tab));
    for (const tab of INPUT_TABS) byId(`tab-${tab}`).classList.toggle("faulty", ofTab(tab).length > 0);
    byId("reset").hidden = this.#tab === "workload" || this.#texts[this.#tab] === this.#initial[this.#tab];
    byId("examples").parentElement?.toggleAttribute("hidden", this.#tab !== "workload");
  }

  /** Puts the cursor on a line. */
  goTo(tab: InputTab, line = 1): void {
    this.open(tab);
    const { doc } = this.#editor.state;
    const at = doc.line(Math.min(line, doc.lines)).from;
    this.#editor.dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: "center" }),
    });
    this.#editor.focus();
  }

  /** Marks the line that something came from, if its text is the one that is open; undefined marks none. */
  pointAt(place: { readonly tab: InputTab; readonly line: number } | undefined): void {
    pointAtLine(this.#editor, place?.tab === this.#tab ? place.line : undefined, true);
  }

  /** Some lines of a text around one: the first's number, and the lines. */
  around(tab: InputTab, line: number, margin: number): { readonly first: number; readonly lines: string[] } {
    const lines = this.#texts[tab].split("\n");
    const first = Math.max(1, line - margin);
    return { first, lines: lines.slice(first - 1, line + margin) };
  }

  focus(): void {
    this.#editor.focus();
  }

  #open(tab: InputTab): void {
    if (tab !== this.#tab) {
      this.#states.set(this.#tab, this.#editor.state);
      this.#tab = tab;
      this.#editor.setState(this.#states.get(tab) ?? this.#stateOf(tab));
    }
    this.mark(this.#problems);
  }

  #reset(): void {
    if (this.#tab !== "workload") this.#setText(this.#tab, this.#initial[this.#tab]);
    this.#onChange();
  }

  #stateOf(tab: InputTab): EditorState {
    return editorState(this.#texts[tab], LABELS[tab], (text) => {
      this.#texts[tab] = text;
      this.#onChange();
    });
  }

  #setText(tab: InputTab, text: string): void {
    if (this.#texts[tab] === text) return;
    this.#texts[tab] = text;
    this.#states.delete(tab);
    if (this.#tab === tab) this.#editor.setState(this.#stateOf(tab));
  }
}

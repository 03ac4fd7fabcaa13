import type { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { InitialState, LineOrigin, Problem, ProblemPlace, RenderResponse, Settings } from "../api.ts";
import { fetchRendering, fetchState } from "./api-client.ts";
import { editorState, pointAtLine, showProblems } from "./editor.ts";
import { element, NARROW, showDecisions, showDiff, showText } from "./result.ts";
import { decodeState, encodeState, type PageState } from "./state.ts";
import { makeTabs } from "./tabs.ts";

const TEXTS = ["config", "values", "mesh"] as const;
type InputTab = "workload" | (typeof TEXTS)[number];
type View = "diff" | "patch" | "decision";

/** What a namespace is labelled with that is to be injected. */
const INJECTED = "istio-injection=enabled";
/** Milliseconds without a key after which the webhook is asked. */
const DEBOUNCE = 150;
const LABELS: Readonly<Record<InputTab, string>> = {
  workload: "Workload, as YAML",
  config: "The injector's configuration with its templates, as YAML",
  values: "The injector's values, as YAML",
  mesh: "The mesh configuration, as YAML",
};

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
const form = byId<HTMLFormElement>("settings-form");
const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
const FIELDS = [
  "namespace",
  "namespaceLabels",
  "cluster",
  "network",
  "revision",
  "kubernetesVersion",
] as const;

/** The page: what was given, what came of it, and what of that is shown. */
class Page {
  readonly initial: InitialState;
  readonly #texts: Record<InputTab, string>;
  readonly #states = new Map<InputTab, EditorState>();
  readonly #editor: EditorView;
  #baseline: Settings | undefined;
  #tab: InputTab = "workload";
  #view: View = "diff";
  #result: RenderResponse | undefined;
  #compared: RenderResponse | undefined;
  #origin: LineOrigin | undefined;
  #clear = () => {};
  #timer = 0;
  #turn = 0;
  #chooseTab: (id: string) => void = () => {};
  #chooseView: (id: string) => void = () => {};

  constructor(initial: InitialState) {
    this.initial = initial;
    const { config, values, mesh } = initial;
    this.#texts = { workload: initial.examples[0]?.workload ?? "", config, values, mesh };
    this.#editor = new EditorView({ parent: byId("input"), state: this.#stateOf("workload") });
  }

  start(state: PageState | undefined): void {
    if (state) this.#restore(state);
    else this.#fillForm({});
    this.#wire();
    this.#chooseTab(state?.tab ?? "workload");
    this.#chooseView(state?.view ?? "diff");
    void this.#render();
  }

  #wire(): void {
    this.#chooseTab = makeTabs(byId("input-tabs"), (id) => this.#openTab(id as InputTab));
    this.#chooseView = makeTabs(byId("result-tabs"), (id) => this.#openView(id as View));
    for (const { id, title } of this.initial.examples) byId("examples").append(new Option(title, id));
    for (const name of this.initial.clusters) byId("clusters").append(new Option(name));
    byId("examples").addEventListener("change", (event) =>
      this.#openExample((event.target as HTMLSelectElement).value),
    );
    form.addEventListener("input", () => this.#changed());
    form.addEventListener("submit", (event) => event.preventDefault());
    byId("reset").addEventListener("click", () => this.#reset());
    byId("pin").addEventListener("click", () => this.#pin());
    byId("copy").addEventListener("click", (event) => copy(event.target as HTMLElement, this.#shownText()));
    byId("share").addEventListener("click", (event) => void this.#share(event.target as HTMLElement));
    byId("origin-show").addEventListener("click", () => this.#showOrigin());
    let narrow = innerWidth < NARROW;
    addEventListener("resize", () => {
      if (narrow === innerWidth < NARROW) return;
      narrow = innerWidth < NARROW;
      this.#show();
    });
    addEventListener("hashchange", async () => {
      const state = await decodeState(location.hash);
      if (state) this.#restore(state);
    });
  }

  #restore({ workload, settings, baseline }: PageState): void {
    this.#baseline = baseline;
    this.#setText("workload", workload);
    for (const key of TEXTS) this.#setText(key, settings[key] ?? this.initial[key]);
    this.#fillForm(settings);
    this.#changed();
  }

  #fillForm(settings: Settings): void {
    for (const name of FIELDS) field(name).value = settings[name] ?? "";
    field("namespaceLabels").value = settings.namespaceLabels ?? INJECTED;
    field("nativeSidecars").value =
      settings.nativeSidecars === undefined ? "" : String(settings.nativeSidecars);
  }

  #settings(): Settings {
    const texts = TEXTS.filter((key) => this.#texts[key] !== this.initial[key]).map((key) => [
      key,
      this.#texts[key],
    ]);
    const fields = FIELDS.map((name) => [name, field(name).value.trim()]).filter(
      ([name, value]) => value !== "" || name === "namespaceLabels",
    );
    const native = field("nativeSidecars").value;
    return {
      ...Object.fromEntries([...texts, ...fields]),
      ...(native !== "" && { nativeSidecars: native === "true" }),
    };
  }

  #stateOf(tab: InputTab): EditorState {
    return editorState(this.#texts[tab], LABELS[tab], (text) => {
      this.#texts[tab] = text;
      this.#changed();
    });
  }

  #setText(tab: InputTab, text: string): void {
    if (this.#texts[tab] === text) return;
    this.#texts[tab] = text;
    this.#states.delete(tab);
    if (this.#tab === tab) this.#editor.setState(this.#stateOf(tab));
  }

  #openTab(tab: InputTab): void {
    if (tab !== this.#tab) {
      this.#states.set(this.#tab, this.#editor.state);
      this.#tab = tab;
      this.#editor.setState(this.#states.get(tab) ?? this.#stateOf(tab));
    }
    this.#markInput();
  }

  #openView(view: View): void {
    this.#view = view;
    this.#show();
  }

  #openExample(id: string): void {
    const example = this.initial.examples.find((candidate) => candidate.id === id);
    if (example === undefined) return;
    this.#setText("workload", example.workload);
    this.#fillForm(example.settings ?? {});
    this.#chooseTab("workload");
    this.#changed();
  }

  #reset(): void {
    if (this.#tab !== "workload") this.#setText(this.#tab, this.initial[this.#tab]);
    this.#changed();
  }

  #pin(): void {
    this.#baseline = this.#baseline ? undefined : this.#settings();
    this.#chooseView("diff");
    void this.#render();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#render(), DEBOUNCE) as unknown as number;
  }

  /** Only the last of several answers counts. */
  async #render(): Promise<void> {
    const turn = ++this.#turn;
    const workload = this.#texts.workload;
    const baseline = this.#baseline;
    try {
      const [result, compared] = await Promise.all([
        fetchRendering({ workload, settings: this.#settings() }),
        baseline && fetchRendering({ workload, settings: baseline }),
      ]);
      if (turn !== this.#turn) return;
      [this.#result, this.#compared] = [result, compared];
      this.#sayVerdict(result);
    } catch (error) {
      if (turn !== this.#turn) return;
      verdict("refuse", (error as Error).message);
      return;
    }
    this.#markInput();
    this.#show();
  }

  #sayVerdict({ decisions, problems }: RenderResponse): void {
    if (decisions.length === 0) {
      const [state, text] =
        problems.length > 0
          ? ["refuse", "Nothing to show yet: see what is wrong below."]
          : ["skip", "Nothing here makes pods, so there is nothing to inject."];
      verdict(state as string, text as string);
      return;
    }
    const worst = ["refuse", "inject", "skip"].find((outcome) =>
      decisions.some((one) => one.outcome === outcome),
    );
    const decision = decisions.find(({ outcome }) => outcome === worst);
    if (!decision) return;
    const why = decision.reasons.at(-1)?.text ?? "";
    const more = decisions.length > 1 ? ` (and ${decisions.length - 1} more)` : "";
    const said = { inject: "is injected", skip: "is left alone", refuse: "is refused" }[decision.outcome];
    const uncalled =
      decision.calledBy.length === 0 ? " But nothing would call the webhook: see Decision." : "";
    const same =
      this.#compared?.result === this.#result?.result ? " Nothing differs from configuration A." : "";
    verdict(decision.outcome, `${decision.name}${more} ${said}: ${why}.${uncalled}${same}`);
  }

  /** Problems at their lines, and in a list from which they can be reached. */
  #markInput(): void {
    const problems = this.#result?.problems ?? [];
    showProblems(
      this.#editor,
      problems.filter(({ place }) => place === this.#tab),
    );
    const list = byId("problems");
    list.replaceChildren(...problems.map((problem) => this.#problemItem(problem)));
    list.hidden = problems.length === 0;
    for (const tab of ["workload", ...TEXTS]) {
      byId(`tab-${tab}`).classList.toggle(
        "faulty",
        problems.some(({ place }) => place === tab),
      );
    }
    byId("reset").hidden = this.#tab === "workload" || this.#texts[this.#tab] === this.initial[this.#tab];
    byId("examples").parentElement?.toggleAttribute("hidden", this.#tab !== "workload");
    const pin = byId("pin");
    pin.setAttribute("aria-pressed", String(this.#baseline !== undefined));
    pin.textContent = this.#baseline ? "Stop comparing" : "Compare";
  }

  #problemItem({ place, line, message }: Problem): HTMLElement {
    const item = element("li", "");
    item.append(element("pre", "", message));
    if (place === "settings") return item;
    const button = element("button", "", line === undefined ? `to ${place}` : `${place}, line ${line}`);
    button.addEventListener("click", () => this.#goTo(place, line));
    item.append(button);
    return item;
  }

  #goTo(place: Exclude<ProblemPlace, "settings">, line: number | undefined): void {
    this.#chooseTab(place);
    const { doc } = this.#editor.state;
    const at = doc.line(Math.min(line ?? 1, doc.lines)).from;
    this.#editor.dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: "center" }),
    });
    this.#editor.focus();
  }

  #show(): void {
    this.#clear();
    byId("origin").hidden = true;
    const result = this.#result;
    const parent = byId("result");
    if (result === undefined) return;
    if (this.#view === "decision") {
      this.#clear = showDecisions(parent, result.decisions);
    } else if (this.#view === "patch") {
      this.#clear = showText(parent, JSON.stringify(result.patch, null, 2), "JSON Patch");
    } else {
      const compared = this.#compared;
      const diff = compared
        ? {
            before: compared.result,
            labels: ["With configuration A", "With the present configuration"] as const,
          }
        : { before: this.#texts.workload, labels: ["Before injection", "After injection"] as const };
      this.#clear = showDiff(
        parent,
        { ...diff, after: result.result, origins: result.origins },
        (origin, chosen) => this.#tellOrigin(origin, chosen),
      );
    }
    byId("copy").textContent = this.#view === "diff" ? "Copy result" : "Copy";
    byId("copy").hidden = this.#view === "decision";
  }

  #shownText(): string {
    if (this.#view === "patch") return JSON.stringify(this.#result?.patch ?? [], null, 2);
    return this.#result?.result ?? "";
  }

  /** While the templates are open, the line is marked there too. */
  #tellOrigin(origin: LineOrigin | undefined, chosen: boolean): void {
    this.#origin = origin;
    if (this.#tab === "config") pointAtLine(this.#editor, origin?.configLine, true);
    if (!chosen) return;
    byId("origin").hidden = origin === undefined;
    if (origin === undefined) return;
    const expressions = origin.expressions.slice(0, 3).map((text) => element("code", "", `{{ ${text} }}`));
    byId("origin-text").replaceChildren(`This line: ${origin.text} `, ...expressions);
    byId("origin-show").hidden = origin.configLine === undefined;
  }

  #showOrigin(): void {
    const line = this.#origin?.configLine;
    this.#chooseTab("config");
    pointAtLine(this.#editor, line, true);
    this.#editor.focus();
  }

  async #share(button: HTMLElement): Promise<void> {
    const fragment = await encodeState({
      workload: this.#texts.workload,
      settings: this.#settings(),
      ...(this.#baseline && { baseline: this.#baseline }),
      tab: this.#tab,
      view: this.#view,
    });
    history.replaceState(null, "", `#${fragment}`);
    await copy(button, location.href);
  }
}

function verdict(state: string, text: string): void {
  const node = byId("verdict");
  node.dataset.state = state;
  if (node.textContent !== text) node.textContent = text;
}

async function copy(button: HTMLElement, text: string): Promise<void> {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser says no";
  }
  setTimeout(() => {
    button.textContent = label;
  }, 1200);
}

/** Light or dark as the system has it, until the button says otherwise. */
function wireTheme(): void {
  const root = document.documentElement;
  byId("theme").addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });
}

wireTheme();
try {
  new Page(await fetchState()).start(await decodeState(location.hash));
} catch (error) {
  verdict("refuse", (error as Error).message);
}

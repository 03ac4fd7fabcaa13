import type { InitialState, Settings } from "../api.ts";
import { fetchRendering } from "./api-client.ts";
import { byId, copy } from "./dom.ts";
import { Inputs, type InputTab } from "./inputs.ts";
import { Output, type View } from "./output.ts";
import { showProblemList } from "./problem-list.ts";
import { SettingsForm } from "./settings-form.ts";
import { decodeState, encodeState, type PageState } from "./state.ts";
import { say, sayVerdict } from "./verdict.ts";

/** Milliseconds without a key after which the webhook is asked. */
const DEBOUNCE = 150;
/** Milliseconds without an answer after which the page says that it waits. */
const PATIENCE = 500;

/** The page: what goes in, the server that is asked, and what comes out. */
export class Page {
  readonly #initial: InitialState;
  readonly #inputs: Inputs;
  readonly #form: SettingsForm;
  readonly #output: Output;
  /** The configuration that the present one is compared with. */
  #baseline: Settings | undefined;
  #timer = 0;
  #turn = 0;

  constructor(initial: InitialState) {
    this.#initial = initial;
    this.#inputs = new Inputs(initial, () => this.#changed());
    this.#form = new SettingsForm(initial.clusters, () => this.#changed());
    this.#output = new Output(this.#inputs);
    this.#wire();
  }

  start(state: PageState | undefined): void {
    if (state) this.#restore(state);
    else this.#form.fill({});
    this.#inputs.open((state?.tab as InputTab) ?? "workload");
    this.#output.open((state?.view as View) ?? "diff");
    void this.#render();
  }

  #wire(): void {
    for (const { id, title } of this.#initial.examples) byId("examples").append(new Option(title, id));
    byId("examples").addEventListener("change", (event) =>
      this.#openExample((event.target as HTMLSelectElement).value),
    );
    byId("pin").addEventListener("click", () => this.#pin());
    byId("copy").addEventListener(
      "click",
      (event) => void copy(event.target as HTMLElement, this.#output.text()),
    );
    byId("share").addEventListener("click", (event) => void this.#share(event.target as HTMLElement));
    addEventListener("hashchange", async () => {
      const state = await decodeState(location.hash);
      if (state) this.#restore(state);
    });
  }

  #settings(): Settings {
    return { ...this.#inputs.changes(), ...this.#form.read() };
  }

  #restore({ workload, settings, baseline }: PageState): void {
    this.#baseline = baseline;
    this.#inputs.fill(workload, settings);
    this.#form.fill(settings);
    this.#changed();
  }

  #openExample(id: string): void {
    const example = this.#initial.examples.find((candidate) => candidate.id === id);
    if (example === undefined) return;
    this.#inputs.fillWorkload(example.workload);
    this.#form.fill(example.settings ?? {});
    this.#inputs.open("workload");
    this.#changed();
  }

  #pin(): void {
    this.#baseline = this.#baseline ? undefined : this.#settings();
    this.#output.open("diff");
    void this.#render();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#render(), DEBOUNCE) as unknown as number;
  }

  /** Only the last of several answers counts. */
  async #render(): Promise<void> {
    const turn = ++this.#turn;
    const { workload } = this.#inputs;
    const baseline = this.#baseline;
    const waiting = setTimeout(() => turn === this.#turn && say("loading", "Asking the webhook…"), PATIENCE);
    try {
      const [result, compared] = await Promise.all([
        fetchRendering({ workload, settings: this.#settings() }),
        baseline && fetchRendering({ workload, settings: baseline }),
      ]);
      if (turn !== this.#turn) return;
      sayVerdict(result, compared);
      this.#inputs.mark(result.problems);
      showProblemList(result.problems, (place, line) => this.#inputs.goTo(place, line));
      this.#showBaseline();
      this.#output.show({ workload, result, compared });
    } catch (error) {
      if (turn === this.#turn) say("refuse", (error as Error).message);
    } finally {
      clearTimeout(waiting);
    }
  }

  #showBaseline(): void {
    const pin = byId("pin");
    pin.setAttribute("aria-pressed", String(this.#baseline !== undefined));
    pin.textContent = this.#baseline ? "Stop comparing" : "Compare";
  }

  async #share(button: HTMLElement): Promise<void> {
    const fragment = await encodeState({
      workload: this.#inputs.workload,
      settings: this.#settings(),
      ...(this.#baseline && { baseline: this.#baseline }),
      tab: this.#inputs.tab,
      view: this.#output.view,
    });
    history.replaceState(null, "", `#${fragment}`);
    await copy(button, location.href);
  }
}

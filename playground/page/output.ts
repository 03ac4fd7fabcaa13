import type { LineOrigin, RenderResponse } from "../api.ts";
import { showDecisions } from "./decisions.ts";
import { byId, element } from "./dom.ts";
import type { Inputs } from "./inputs.ts";
import { originDetails } from "./origins.ts";
import { NARROW, showDiff, showText } from "./result.ts";
import { makeTabs } from "./tabs.ts";

export type View = "diff" | "patch" | "decision";

/** What came out, and what came out of the configuration that it is compared with. */
export interface Rendered {
  readonly workload: string;
  readonly result: RenderResponse;
  readonly compared?: RenderResponse | undefined;
}

const NOTHING_YET =
  "Type or paste a Pod, a Deployment or anything else that makes pods as the workload, or choose one of the examples: what becomes of it shows here.";

/** Lines of the template that a tooltip shows before and behind the one that counts. */
const MARGIN = 2;

/** The right side: one of the views of what came out, and below it where the cursor's line is from. */
export class Output {
  readonly #inputs: Inputs;
  readonly #chooseView: (id: string) => void;
  #view: View = "diff";
  #rendered: Rendered | undefined;
  #origin: LineOrigin | undefined;
  #clear = () => {};

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
    this.#chooseView = makeTabs(byId("result-tabs"), (id) => {
      this.#view = id as View;
      this.#draw();
    });
    byId("origin-show").addEventListener("click", () => this.#showPlace());
    let narrow = innerWidth < NARROW;
    addEventListener("resize", () => {
      if (narrow === innerWidth < NARROW) return;
      narrow = innerWidth < NARROW;
      this.#draw();
    });
  }

  get view(): View {
    return this.#view;
  }

  open(view: View): void {
    this.#chooseView(view);
  }

  show(rendered: Rendered): void {
    this.#rendered = rendered;
    this.#draw();
  }

  /** What a copy of the present view holds. */
  text(): string {
    const { result } = this.#rendered ?? {};
    return this.#view === "patch" ? patchText(result) : (result?.result ?? "");
  }

  #draw(): void {
    this.#clear();
    this.#clear = () => {};
    byId("origin").hidden = true;
    byId("copy").textContent = this.#view === "diff" ? "Copy result" : "Copy patch";
    byId("copy").hidden = this.#view === "decision";
    const parent = byId("result");
    if (this.#rendered === undefined) return;
    const { workload, result, compared } = this.#rendered;
    if (this.#view === "decision") {
      this.#clear = showDecisions(parent, result.decisions);
    } else if (this.#view === "patch") {
      this.#clear = showText(parent, patchText(result), "JSON Patch");
    } else if (workload.trim() === "") {
      const hint = element("p", "hint", NOTHING_YET);
      parent.append(hint);
      this.#clear = () => hint.remove();
    } else {
      const diff = compared
        ? {
            before: compared.result,
            labels: ["With configuration A", "With the present configuration"] as const,
          }
        : { before: workload, labels: ["Before injection", "After injection"] as const };
      this.#clear = showDiff(
        parent,
        { ...diff, after: result.result, origins: result.origins },
        {
          onOrigin: (origin, isChosen) => this.#tellOrigin(origin, isChosen),
          excerptOf: ({ place }) => place && this.#inputs.around(place.tab, place.line, MARGIN),
        },
      );
    }
  }

  /** While the text is open that the line came from, its place is marked there, too. */
  #tellOrigin(origin: LineOrigin | undefined, isChosen: boolean): void {
    this.#inputs.pointAt(origin?.place);
    if (!isChosen) return;
    this.#origin = origin;
    byId("origin").hidden = origin === undefined;
    if (origin === undefined) return;
    byId("origin-text").textContent = `This line: ${origin.text}`;
    byId("origin-details").replaceChildren(...originDetails(origin));
    byId("origin-show").hidden = origin.place === undefined;
  }

  #showPlace(): void {
    const { place } = this.#origin ?? {};
    if (place === undefined) return;
    this.#inputs.open(place.tab);
    this.#inputs.pointAt(place);
    this.#inputs.focus();
  }
}

function patchText(result: RenderResponse | undefined): string {
  return JSON.stringify(result?.patch ?? [], null, 2);
}

import type { Problem, ProblemPlace } from "../api.ts";
import { byId, element } from "./dom.ts";

/** The tabs, as they are called on the page. */
const NAMES: Readonly<Record<ProblemPlace, string>> = {
  workload: "Workload",
  config: "Templates",
  values: "Values",
  mesh: "Mesh",
  rules: "Rules",
  settings: "Settings",
};

export type GoTo = (place: Exclude<ProblemPlace, "settings">, line: number | undefined) => void;

/** What is wrong, with a way to its line. */
export function showProblemList(problems: readonly Problem[], goTo: GoTo): void {
  const list = byId("problems");
  list.replaceChildren(...problems.map((problem) => problemItem(problem, goTo)));
  list.hidden = problems.length === 0;
}

function problemItem({ place, line, message }: Problem, goTo: GoTo): HTMLElement {
  const item = element("li", "");
  item.append(element("pre", "", message));
  if (place === "settings") return item;
  const name = NAMES[place];
  const button = element("button", "", line === undefined ? `to ${name}` : `${name}, line ${line}`);
  button.addEventListener("click", () => goTo(place, line));
  item.append(button);
  return item;
}

/** Makes a row of tabs work as the ARIA pattern has it: arrows move, one is in the tab order. */
export function makeTabs(list: HTMLElement, onChoose: (id: string) => void): (id: string) => void {
  const tabs = [...list.querySelectorAll<HTMLButtonElement>('[role="tab"]')];
  const choose = (id: string, focus: boolean) => {
    for (const tab of tabs) {
      const chosen = tab.id === `tab-${id}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (!chosen) continue;
      if (focus) tab.focus();
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      panel?.setAttribute("aria-labelledby", tab.id);
    }
    onChoose(id);
  };
  list.addEventListener("click", (event) => {
    const tab = (event.target as HTMLElement).closest<HTMLElement>('[role="tab"]');
    if (tab) choose(tab.id.slice("tab-".length), false);
  });
  list.addEventListener("keydown", (event) => {
    const from = tabs.indexOf(event.target as HTMLButtonElement);
    const steps: Record<string, number> = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: -1 };
    const to = steps[event.key];
    if (from === -1 || to === undefined) return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length);
    if (tab) choose(tab.id.slice("tab-".length), true);
  });
  return (id) => choose(id, false);
}

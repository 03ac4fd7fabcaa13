/** An element of the page that is always there. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

export function element(name: string, className: string, text = ""): HTMLElement {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.textContent = text;
  return node;
}

export function paragraph(className: string, ...content: (HTMLElement | string)[]): HTMLElement {
  const node = element("p", className);
  node.append(...content);
  return node;
}

/** `a`, `b`, `c` */
export function codes(names: readonly string[]): (HTMLElement | string)[] {
  return names.flatMap((name, i) => [...(i === 0 ? [] : [", "]), element("code", "", name)]);
}

/** Puts a text on the clipboard, and says on the button what became of it. */
export async function copy(button: HTMLElement, text: string): Promise<void> {
  button.dataset.label ??= button.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "The browser says no";
  }
  setTimeout(() => {
    button.textContent = button.dataset.label ?? "";
    delete button.dataset.label;
  }, 1200);
}

import type { Settings } from "../api.ts";
import { byId } from "./dom.ts";
import { NARROW } from "./result.ts";

/** What a namespace is labelled with that is to be injected. */
const INJECTED = "istio-injection=enabled";

const FIELDS = [
  "namespace",
  "namespaceLabels",
  "cluster",
  "network",
  "revision",
  "kubernetesVersion",
] as const;

/** Cluster, namespace, versions: what stands beside the texts. */
export class SettingsForm {
  readonly #form = byId<HTMLFormElement>("settings-form");

  constructor(clusters: readonly string[], onChange: () => void) {
    for (const name of clusters) byId("clusters").append(new Option(name));
    // On a small screen, what comes out is more than this.
    byId<HTMLDetailsElement>("settings").open = innerWidth >= NARROW;
    this.#form.addEventListener("input", onChange);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
  }

  fill(settings: Settings): void {
    for (const name of FIELDS) this.#field(name).value = settings[name] ?? "";
    this.#field("namespaceLabels").value = settings.namespaceLabels ?? INJECTED;
    const { nativeSidecars } = settings;
    this.#field("nativeSidecars").value = nativeSidecars === undefined ? "" : String(nativeSidecars);
  }

  /** An empty field is the served injector's; only labels may be none. */
  read(): Settings {
    const fields = FIELDS.map((name) => [name, this.#field(name).value.trim()]).filter(
      ([name, value]) => value !== "" || name === "namespaceLabels",
    );
    const native = this.#field("nativeSidecars").value;
    return { ...Object.fromEntries(fields), ...(native !== "" && { nativeSidecars: native === "true" }) };
  }

  #field(name: string): HTMLInputElement | HTMLSelectElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  }
}

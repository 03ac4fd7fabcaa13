/** What the page and its server say to each other, as JSON. */

/** Everything that a rendering depends on besides the workload; what is left out is the served injector's. */
export interface Settings {
  readonly config?: string;
  readonly values?: string;
  readonly mesh?: string;
  /** Of the short format, as YAML: `rules: [...]`, or the list alone. */
  readonly rules?: string;
  readonly revision?: string;
  /** "v1.34.0" */
  readonly kubernetesVersion?: string;
  /** Undefined goes by the version. */
  readonly nativeSidecars?: boolean;
  /** In the registry, or any name, as in the webhook's URL. */
  readonly cluster?: string;
  readonly network?: string;
  /** Of documents that name none. */
  readonly namespace?: string;
  /** "a=b, c=d" */
  readonly namespaceLabels?: string;
}

export interface RenderRequest {
  readonly workload: string;
  readonly settings: Settings;
}

export type ProblemPlace = "workload" | "config" | "values" | "mesh" | "rules" | "settings";

/** Something that is wrong with what was given. */
export interface Problem {
  readonly place: ProblemPlace;
  /** In Go's or Istio's own words where they have some. */
  readonly message: string;
  readonly code: string;
  /** In the text of that place; both from 1. */
  readonly line?: number;
  readonly column?: number;
}

export interface DecisionView {
  readonly name: string;
  readonly outcome: "inject" | "skip" | "refuse";
  readonly reasons: readonly { readonly text: string; readonly rule: string; readonly verdict: string }[];
  readonly templates: readonly string[];
  readonly warnings: readonly string[];
  readonly message?: string;
  /** Whether the API server would have asked at all. */
  readonly webhooks: readonly WebhookView[];
}

/** A webhook of the manifest that `remora webhook` writes. */
export interface WebhookView {
  readonly name: string;
  /** What keeps the API server from calling it: "namespaceSelector", "matchConditions: NAME"; null where it calls. */
  readonly misses: string | null;
}

/** Where a line of the result came from. */
export interface LineOrigin {
  /** Of the result, from 1. */
  readonly line: number;
  /** A sentence. */
  readonly text: string;
  readonly expressions: readonly string[];
  /** What these read, and which layer of the configuration had it; a sentence each. */
  readonly inputs: readonly string[];
  /** The branch of the template that the line stands in. */
  readonly condition?: { readonly text: string; readonly inputs: readonly string[] };
  /** The line of a text of the configuration, from 1, where it is written out there. */
  readonly place?: { readonly tab: "config" | "rules"; readonly line: number };
}

export interface RenderResponse {
  readonly result: string;
  readonly patch: readonly unknown[];
  readonly decisions: readonly DecisionView[];
  readonly origins: readonly LineOrigin[];
  readonly problems: readonly Problem[];
}

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly workload: string;
  readonly settings?: Settings;
}

/** What the page begins with. */
export interface InitialState {
  readonly config: string;
  readonly values: string;
  readonly mesh: string;
  readonly rules: string;
  readonly revision: string;
  readonly kubernetesVersion: string;
  /** Of the registry; empty where there is none. */
  readonly clusters: readonly string[];
  readonly version: string;
  readonly examples: readonly Example[];
}

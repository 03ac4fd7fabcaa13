import type { Template } from "../gotemplate/template.ts";
import type { GoValue } from "../gotemplate/values.ts";
import type { InjectionParameters } from "./parameters.ts";
import type { Pod } from "./pod.ts";

/** What changes a pod on its way to being injected. */
export type Stage =
  | { readonly kind: "template"; readonly template: string }
  /** The user's own containers, laid over those of the templates once more. */
  | { readonly kind: "overrides" }
  | { readonly kind: "step"; readonly step: StepName };

/** Of what is done after the templates; the names are those of the files in post/. */
export type StepName =
  | "cluster-env"
  | "prometheus"
  | "prometheus-secure-port"
  | "probes"
  | "metadata"
  | "container-order";

/** Looks on while a pod is injected. */
export interface Observer {
  /** Is shown the pod, and all that its injection depends on, before anything is done to it. */
  begin(parameters: InjectionParameters): void;
  /** Executes a template in the injection's place. */
  execute(name: string, template: Template, data: GoValue): string;
  /** Is shown the pod as each stage leaves it. */
  stage(stage: Stage, pod: Pod): void;
}

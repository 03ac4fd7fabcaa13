/** `remora/rules`: the short format for any sidecar and any change (docs/rules.md). */
export type { Decision, Outcome, Reason } from "../injection/decision.ts";
export { describeInput } from "../injection/provenance/describe.ts";
export type { FieldInput, InputLayer } from "../injection/provenance/field-input.ts";
export type { InputSources } from "../injection/provenance/inputs.ts";
export type { FieldSource, TemplateOrigin } from "../injection/provenance/provenance.ts";
export type { InjectedWorkload, WorkloadOptions } from "../injection/workload.ts";
export { RuleError } from "./errors.ts";
export { fromK8sSidecarInjector } from "./from-k8s-sidecar-injector.ts";
export {
  compileMutator,
  type MutationRequest,
  type Mutator,
  type MutatorSource,
  mutate,
} from "./mutator.ts";
export {
  type ExplainedMutation,
  explainMutation,
  type MutationOrigin,
  type RuleOrigin,
} from "./provenance.ts";
export type { RuleInput, RuleSource } from "./rule.ts";
export { mutateWorkload } from "./workload.ts";

/**
 * `remora`: sidecar injection as a library. Read a configuration, compile it once, ask it about pods:
 *
 * ```ts
 * import { compileMutator, loadInjectorSource, mutate } from "remora";
 *
 * const injector = compileMutator(loadInjectorSource(await readFile("injector.yaml")));
 * const { outcome, reasons, patch } = mutate(injector, { pod, namespace: "shop", path: "/inject" });
 * ```
 */
export { type AnswerOptions, answer } from "./admission/answer.ts";
export type { HttpRequest, HttpResponse } from "./admission/http.ts";
export type { Decision, Outcome, Reason, ReasonCode } from "./injection/decision.ts";
export { type InjectionRequest, inject } from "./injection/inject.ts";
export { compileInjector, type Injector, type InjectorSource } from "./injection/injector.ts";
export { type InjectedWorkload, injectWorkload, type WorkloadOptions } from "./injection/workload.ts";
export {
  compileMutator,
  type MutationRequest,
  type Mutator,
  type MutatorSource,
  mutate,
} from "./rules/mutator.ts";
export { mutateWorkload } from "./rules/workload.ts";
export { loadInjectorSource } from "./sources/injector-source.ts";

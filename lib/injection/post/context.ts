import type { InjectionParameters } from "../parameters.ts";
import type { Pod } from "../pod.ts";

/** What the steps after the merge need to know besides the pod that they change. */
export interface PostContext {
  readonly parameters: InjectionParameters;
  /** What the templates alone add up to. */
  readonly template: Pod;
}

export type PostStep = (pod: Pod, context: PostContext) => Pod;

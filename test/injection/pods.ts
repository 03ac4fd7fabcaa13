import type { InjectionParameters } from "../../lib/injection/parameters.ts";
import type { Pod } from "../../lib/injection/pod.ts";
import type { PostContext } from "../../lib/injection/post/context.ts";
import { decode } from "../../lib/kubernetes/decode/decode.ts";

/** A pod in the form in which the pipeline has it. */
export function pod(spec: object, metadata: object = {}): Pod {
  return decode("v1.Pod", { metadata, spec }) as Pod;
}

export const PROXY = { name: "istio-proxy", image: "proxy" };

type Settings = { mesh?: object; values?: object } & Partial<Omit<InjectionParameters, "mesh">>;

/** A context of which only what is given may be asked. */
export function context(
  { mesh = {}, values = {}, ...more }: Settings = {},
  template: Pod = pod({}),
): PostContext {
  const parameters = {
    mesh: { statusPort: 15020, mergePrometheus: true, config: {}, ...mesh },
    injector: {
      values: { rewriteAppHttpProbe: true, holdApplication: false, ...values },
      rewritesHooks: true,
    },
    proxyEnv: new Map(),
    injectedAnnotations: {},
    revision: "",
    pod: pod({}),
    ...more,
  };
  return { parameters: parameters as unknown as InjectionParameters, template };
}

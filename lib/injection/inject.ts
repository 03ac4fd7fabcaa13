import { decode } from "../kubernetes/decode/decode.ts";
import type { Decision, Reason } from "./decision.ts";
import { InjectionError } from "./errors.ts";
import { injectPod } from "./inject-pod.ts";
import type { Injector } from "./injector.ts";
import type { Observer } from "./observer.ts";
import type { Pod } from "./pod.ts";
import { decide } from "./policy.ts";
import { refusal } from "./refusal.ts";
import { warningsFor } from "./warnings.ts";
import { webhookParameters } from "./webhook-parameters.ts";
import type { WorkloadMeta } from "./workload-meta.ts";

export interface InjectionRequest {
  /** The pod's JSON as it was sent; undefined or null where there was none. */
  readonly pod: unknown;
  /** Of the request; a pod that names none gets it. */
  readonly namespace: string;
  /** Of the URL, in Istio's notation: "/inject/cluster/c1/net/n1". */
  readonly path: string;
  /** Where it is known and need not be guessed from the pod. */
  readonly workload?: WorkloadMeta;
  readonly observer?: Observer;
  /** When the answer is due, in milliseconds of `performance.now()`: a template that still runs then is stopped. */
  readonly deadline?: number;
  /** Works it out with nothing that was remembered of other pods. The decision is the same; it takes longer. */
  readonly anew?: boolean | undefined;
}

/**
 * What becomes of a pod: decide, then render, merge, reconcile, post-process and patch
 * (pkg/kube/inject/webhook.go, Webhook.inject). Never throws: whatever goes wrong is a refusal.
 */
export function inject(injector: Injector, request: InjectionRequest): Decision {
  // Whoever looks on wants to see it done.
  if (request.observer || request.anew) return injectAnew(injector, request);
  return injector.replicas.recall(request, () => injectAnew(injector, request));
}

function injectAnew(injector: Injector, request: InjectionRequest): Decision {
  let reasons: readonly Reason[] = [];
  try {
    const pod = readPod(request);
    reasons = decide(pod, injector.config);
    const warnings = warningsFor(pod, reasons);
    if (reasons.at(-1)?.verdict !== "inject") return { outcome: "skip", reasons, templates: [], warnings };
    return { outcome: "inject", reasons, warnings, ...injectPod(webhookParameters(injector, pod, request)) };
  } catch (error) {
    return refusal(error, reasons);
  }
}

/** As Go would marshal it, without managedFields, which are large and change nothing. */
function readPod({ pod: json, namespace }: InjectionRequest): Pod {
  // Go gets no bytes at all here, and says so.
  if (json === undefined || json === null) throw new InjectionError("unexpected end of JSON input");
  const pod = decode("v1.Pod", json) as Pod;
  const { managedFields: _, ...metadata } = pod.metadata;
  const fill = !metadata.namespace && namespace !== "";
  return { ...pod, metadata: fill ? { ...metadata, namespace } : metadata } as Pod;
}

import type { InjectorConfig } from "../istio/injector-config.ts";
import { KubernetesError } from "../kubernetes/errors.ts";
import { type LabelSelector, labelSelectorAsSelector, type Selector } from "../kubernetes/label-selector.ts";
import type { Reason, ReasonCode } from "./decision.ts";
import { SIDECAR_INJECT } from "./names.ts";
import { annotationOf, labelOf, type Pod } from "./pod.ts";

/** pkg/kube/inject/initializer.go; istio-system is not among them. */
const IGNORED_NAMESPACES: readonly string[] = [
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
];

export type PolicyConfig = Pick<InjectorConfig, "policy" | "neverInjectSelector" | "alwaysInjectSelector">;

type Rule = (pod: Pod, config: PolicyConfig) => Reason;

/**
 * The rules in the order in which Istio asks them (pkg/kube/inject/inject.go, injectRequired). The first
 * that does not pass decides.
 */
const RULES: readonly Rule[] = [
  hostNetwork,
  ignoredNamespace,
  illegalPolicy,
  labelOrAnnotation,
  neverInjectSelector,
  alwaysInjectSelector,
  defaultPolicy,
];

/** Whether a pod is to be injected: every rule up to the one that decided, which is the last. */
export function decide(pod: Pod, config: PolicyConfig): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const rule of RULES) {
    const reason = rule(pod, config);
    reasons.push(reason);
    if (reason.verdict !== "pass") break;
  }
  return reasons;
}

/** Traffic capture would change the routing of the whole node. */
function hostNetwork(pod: Pod): Reason {
  return pod.spec.hostNetwork
    ? skip("host-network", "spec.hostNetwork", "the pod uses the host's network")
    : pass("host-network", "spec.hostNetwork", "the pod has a network of its own");
}

function ignoredNamespace(pod: Pod): Reason {
  const namespace = pod.metadata.namespace ?? "";
  return IGNORED_NAMESPACES.includes(namespace)
    ? skip("ignored-namespace", "metadata.namespace", `the namespace ${namespace} is never injected`)
    : pass(
        "ignored-namespace",
        "metadata.namespace",
        `the namespace ${namespace} is not one of the system's`,
      );
}

/** An illegal policy switches injection off, even for pods that ask for it. */
function illegalPolicy(_pod: Pod, { policy }: PolicyConfig): Reason {
  return policy === "enabled" || policy === "disabled"
    ? pass("illegal-policy", "policy", `the policy is ${policy}`)
    : skip(
        "illegal-policy",
        "policy",
        `the policy ${JSON.stringify(policy)} is not one of enabled, disabled`,
      );
}

/** The label is the newer interface: where there are both, the annotation is not looked at. */
function labelOrAnnotation(pod: Pod): Reason {
  const label = labelOf(pod, SIDECAR_INJECT);
  const code: ReasonCode = label === undefined ? "annotation" : "label";
  const value = label ?? annotationOf(pod, SIDECAR_INJECT) ?? "";
  const rule = `metadata.${code}s["${SIDECAR_INJECT}"]`;
  if (value === "true") return inject(code, rule, `the ${code} ${SIDECAR_INJECT} is "true"`);
  if (value === "false") return skip(code, rule, `the ${code} ${SIDECAR_INJECT} is "false"`);
  if (value === "") return pass(code, rule, `there is no label or annotation ${SIDECAR_INJECT}`);
  return pass(code, rule, `the ${code} ${SIDECAR_INJECT} is "${value}"; only "true" and "false" count`);
}

function neverInjectSelector(pod: Pod, config: PolicyConfig): Reason {
  const at = indexOfMatch(pod, config.neverInjectSelector);
  return at === -1
    ? pass("never-selector", "neverInjectSelector", "no neverInjectSelector matches the pod's labels")
    : skip("never-selector", `neverInjectSelector[${at}]`, "a neverInjectSelector matches the pod's labels");
}

function alwaysInjectSelector(pod: Pod, config: PolicyConfig): Reason {
  const at = indexOfMatch(pod, config.alwaysInjectSelector);
  return at === -1
    ? pass("always-selector", "alwaysInjectSelector", "no alwaysInjectSelector matches the pod's labels")
    : inject(
        "always-selector",
        `alwaysInjectSelector[${at}]`,
        "an alwaysInjectSelector matches the pod's labels",
      );
}

function defaultPolicy(_pod: Pod, { policy }: PolicyConfig): Reason {
  return policy === "enabled"
    ? inject("default-policy", "policy", "the policy is enabled")
    : skip("default-policy", "policy", "the policy is disabled, and nothing asks for injection");
}

/** The first selector that matches. One that asks for nothing never does here, nor does an invalid one. */
function indexOfMatch(pod: Pod, selectors: readonly LabelSelector[]): number {
  return selectors.findIndex((selector) => {
    const parsed = selectorOf(selector);
    return parsed !== undefined && !parsed.empty && parsed.matches(pod.metadata.labels ?? {});
  });
}

const parsedSelectors = new WeakMap<LabelSelector, Selector | undefined>();

/** Parsed once for all pods; undefined where it is invalid. */
function selectorOf(selector: LabelSelector): Selector | undefined {
  if (!parsedSelectors.has(selector)) parsedSelectors.set(selector, parseSelector(selector));
  return parsedSelectors.get(selector);
}

function parseSelector(selector: LabelSelector): Selector | undefined {
  try {
    return labelSelectorAsSelector(selector);
  } catch (error) {
    if (error instanceof KubernetesError) return undefined;
    throw error;
  }
}

function inject(code: ReasonCode, rule: string, text: string): Reason {
  return { code, text, rule, verdict: "inject" };
}

function skip(code: ReasonCode, rule: string, text: string): Reason {
  return { code, text, rule, verdict: "skip" };
}

function pass(code: ReasonCode, rule: string, text: string): Reason {
  return { code, text, rule, verdict: "pass" };
}

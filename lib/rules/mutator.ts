import type { FuncMap } from "../gotemplate/values.ts";
import type { Decision, Reason } from "../injection/decision.ts";
import { diff } from "../injection/diff.ts";
import { hasCode } from "../injection/errors.ts";
import { type InjectionRequest, inject } from "../injection/inject.ts";
import { parseInjectPath } from "../injection/inject-path.ts";
import {
  type CompileOptions,
  compileInjector,
  type Injector,
  type InjectorSource,
} from "../injection/injector.ts";
import { refusal } from "../injection/refusal.ts";
import { istioFuncs } from "../istio/functions.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../kubernetes/json-patch.ts";
import { isObject, type JsonObject } from "../kubernetes/objects.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import { type Change, compileChange } from "./change.ts";
import { RuleError } from "./errors.ts";
import { fillIn } from "./fill-in.ts";
import { checkContainers, DEFAULT_LIMITS, type MutationLimits, withinOperations } from "./limits.ts";
import { compileMatch, type MatchSubject, subjectOf } from "./match.ts";
import { checkRules, ISTIO, type RuleSource } from "./rule.ts";

/** An injector's configuration: Istio's three texts, rules of the short format, or both. */
export interface MutatorSource extends Partial<InjectorSource> {
  /** See {@link RuleSource}. */
  readonly rules?: unknown;
}

/** A configuration, compiled: what is done to an object, step by step. */
export interface Mutator {
  readonly steps: readonly Step[];
  /** The steps' names: "istio", or a rule's. */
  readonly order: readonly string[];
  /** What the rules match, from which a webhook's manifest derives what it asks for. */
  readonly rules: readonly RuleSource[];
  /** Istio's part, where there is one. */
  readonly istio: Injector | undefined;
}

export type MutationRequest = InjectionRequest & {
  /** "pods" where it is left out; else as in "deployments.apps". */
  readonly resource?: string;
  readonly operation?: string;
  /** The kind of the object's controller, where it is known and need not be read from the object. */
  readonly owner?: string;
  /** Decides on Istio's part; the webhook's way where it is left out. */
  readonly istio?: typeof inject;
  /** In place of {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<MutationLimits> | undefined;
};

interface StepResult {
  /** What the step made of the object; worked out only where a further step, or the patch, needs it. */
  readonly object: () => unknown;
  readonly decision: Decision;
}
type Step = (request: MutationRequest) => StepResult;

/** @throws RuleError, TemplateError, IstioError: which rule or part is wrong, and where. */
export function compileMutator(source: MutatorSource, options?: CompileOptions): Mutator {
  const entries = source.rules === undefined ? [] : checkRules(source.rules);
  const istio = isIstio(source) ? compileInjector(source, options) : undefined;
  const order: readonly (RuleSource | typeof ISTIO)[] =
    istio === undefined || entries.includes(ISTIO) ? entries : [ISTIO, ...entries];
  if (order.includes(ISTIO) && istio === undefined) {
    throw new RuleError("rule-invalid", `rules: "${ISTIO}" needs config, values and mesh`);
  }
  const rules = entries.filter((entry): entry is RuleSource => entry !== ISTIO);
  const ruleSteps = compileRules(rules, source);
  return {
    istio,
    order: order.map((entry) => (entry === ISTIO ? ISTIO : entry.name)),
    rules,
    steps: order.map((entry) =>
      entry === ISTIO ? istioStep(istio as Injector) : (ruleSteps.get(entry) as Step),
    ),
  };
}

/** Nothing is read for rules where there are none: a function that starts would pay for it. */
function compileRules(rules: readonly RuleSource[], source: MutatorSource): ReadonlyMap<RuleSource, Step> {
  if (rules.length === 0) return new Map();
  const values = parseYaml(source.values ?? "{}");
  const context = { values: isObject(values) ? values : {}, functions: functionsFor(source) };
  return new Map(rules.map((rule) => [rule, ruleStep(rule, context)]));
}

function isIstio(source: MutatorSource): source is InjectorSource {
  return source.config !== undefined && source.values !== undefined && source.mesh !== undefined;
}

/**
 * What becomes of an object: every step in written order, each on what the one before has left, in one patch.
 * Never throws: a step that fails refuses the object.
 */
export function mutate(mutator: Mutator, request: MutationRequest): Decision {
  const limits = { ...DEFAULT_LIMITS, ...request.limits };
  try {
    checkContainers(request.pod, limits.containers);
  } catch (error) {
    return refusal(error, []);
  }
  return withinOperations(mutateStepwise(mutator, request), limits.operations);
}

function mutateStepwise(mutator: Mutator, request: MutationRequest): Decision {
  const [first, ...rest] = mutator.steps;
  if (first === undefined) return { outcome: "skip", reasons: [], templates: [], warnings: [] };
  let { object, decision } = first(request);
  for (const step of rest) {
    if (decision.outcome === "refuse") return decision;
    const next = step({ ...request, pod: object() });
    object = next.object;
    decision = both(decision, next.decision);
  }
  const isWhole = rest.length === 0 && decision.patch !== undefined;
  if (isWhole || decision.outcome !== "inject") return decision;
  return { ...decision, patch: diff(request.pod, object()) };
}

/** Two steps as one; what each made of the object is the next one's to see, and not in it. */
function both(before: Decision, after: Decision): Decision {
  return {
    outcome: after.outcome === "skip" ? before.outcome : after.outcome,
    ...(after.message !== undefined && { message: after.message }),
    ...("cause" in after && { cause: after.cause }),
    reasons: [...before.reasons, ...after.reasons],
    templates: [...before.templates, ...after.templates],
    warnings: [...before.warnings, ...after.warnings],
  };
}

function istioStep(injector: Injector): Step {
  return (request) => {
    const { pod, resource = "pods", istio = inject } = request;
    const decision = whyNotIstio(resource, request.path) ?? istio(injector, request);
    const { patch } = decision;
    // Istio's patch is made for the pod as Go reads it.
    const object = () => (patch ? applyJsonPatch(fillIn(pod, decode("v1.Pod", pod)), patch) : pod);
    return { object, decision };
  };
}

function ruleStep(
  rule: RuleSource,
  { values, functions }: { readonly values: JsonObject; readonly functions: FuncMap },
): Step {
  const unmet = compileMatch(rule.match);
  const change = compileChange(rule, functions);
  return (request) => {
    const before = request.pod as JsonObject;
    const failed = unmet(subjectFor(request));
    if (failed !== undefined) return { object: () => before, decision: notMatched(rule, failed) };
    try {
      const after = run(change, request, before, values);
      return { object: () => after, decision: changed(rule) };
    } catch (error) {
      return { object: () => before, decision: refusal(explained(rule, error), []) };
    }
  };
}

function run(change: Change, request: MutationRequest, object: JsonObject, values: JsonObject): JsonObject {
  const data = {
    Object: object,
    Namespace: request.namespace,
    Operation: request.operation ?? "CREATE",
    Cluster: parseInjectPath(request.path).get("ISTIO_META_CLUSTER_ID") ?? "",
    Values: values,
  };
  return change(data, request);
}

function subjectFor({
  pod,
  resource = "pods",
  operation = "CREATE",
  namespace,
  owner,
}: MutationRequest): MatchSubject {
  const subject = subjectOf(pod, { resource, operation, namespace });
  return owner === undefined ? subject : { ...subject, owner };
}

function changed(rule: RuleSource): Decision {
  const reason: Reason = {
    code: "rule-matched",
    rule: rule.name,
    text: `rule ${rule.name} matches`,
    verdict: "inject",
  };
  return { outcome: "inject", reasons: [reason], templates: [rule.name], warnings: [] };
}

function notMatched({ name }: RuleSource, condition: string): Decision {
  const text = `rule ${name} does not match: ${condition}`;
  return skipped({ code: "rule-not-matched", rule: name, text, verdict: "pass" });
}

function skipped(reason: Reason): Decision {
  return { outcome: "skip", reasons: [reason], templates: [], warnings: [] };
}

function explained(rule: RuleSource, error: unknown): unknown {
  return hasCode(error)
    ? new RuleError("rule-failed", `rule ${rule.name}: ${error.message}`, { cause: error })
    : error;
}

function functionsFor(source: MutatorSource): FuncMap {
  return istioFuncs({
    clock: () => new Date(),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    ...(source.env && { env: source.env }),
  });
}

/** Istio is for pods, and for calls that its selectors let in: a webhook for the rules has a path of its own. */
function whyNotIstio(resource: string, path: string): Decision | undefined {
  const pass = (text: string) => skipped({ code: "rule-not-matched", rule: ISTIO, text, verdict: "pass" });
  if (resource !== "pods") return pass("Istio's sidecar is for pods");
  return /^\/rules(?:\/|$)/.test(path) ? pass("the webhook's path asks for rules alone") : undefined;
}

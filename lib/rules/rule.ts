import * as v from "valibot";
import { RuleError } from "./errors.ts";

/**
 * A rule of the short format: what it applies to, and what it changes there.
 *
 * ```yaml
 * rules:
 *   - name: log-shipper
 *     match: { labels: { matchLabels: { ship-logs: "true" } }, owners: [ReplicaSet] }
 *     overlay: |
 *       spec:
 *         containers:
 *           - name: log-shipper
 *             image: example.com/log-shipper:1.4.2
 *             env: [{ name: APP, value: {{ .Object.metadata.labels.app | quote }} }]
 *   - istio          # where Istio's own injection stands; first, where it is not written
 *   - name: three-replicas
 *     match: { resources: [deployments.apps], operations: [CREATE] }
 *     patch: '[{"op": "add", "path": "/spec/replicas", "value": 3}]'
 * ```
 */
export type RuleSource = v.InferOutput<typeof rule>;
/** The same before what is left out is filled in. */
export type RuleInput = v.InferInput<typeof rule>;
export type MatchSource = RuleSource["match"];

/** Where Istio's own injection stands among the rules. */
export const ISTIO = "istio";

const texts = v.array(v.string());
const object = v.record(v.string(), v.unknown());

const match = v.strictObject({
  /** As `kubectl api-resources` names them, with the group: "pods", "deployments.apps". */
  resources: v.optional(texts, ["pods"]),
  operations: v.optional(v.array(v.picklist(["CREATE", "UPDATE"])), ["CREATE"]),
  /** Names, in which `*` stands for anything; `!` before one excludes it. */
  namespaces: v.optional(texts),
  /** A LabelSelector. */
  labels: v.optional(
    v.strictObject({
      matchLabels: v.optional(v.record(v.string(), v.string())),
      matchExpressions: v.optional(
        v.array(v.strictObject({ key: v.string(), operator: v.string(), values: v.optional(texts) })),
      ),
    }),
  ),
  /** All must be there with that value, or with one of several; `*` stands for any. */
  annotations: v.optional(v.record(v.string(), v.union([v.string(), texts], "must be a text or texts"))),
  /** Kinds of the controller: "ReplicaSet", "Job"; "" is an object that none controls. */
  owners: v.optional(texts),
});

const rule = v.strictObject({
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "must be lower-case letters, digits, '-' and '.'"),
  ),
  match: v.optional(match, {}),
  /** Laid over the object by strategic merge; a text is a Go template that gives YAML. */
  overlay: v.optional(v.union([v.string(), object])),
  /** A JSON Patch (RFC 6902); a text is a Go template that gives one, in JSON or YAML. */
  patch: v.optional(v.union([v.string(), v.array(object)])),
});

const rules = v.array(v.union([v.literal(ISTIO), rule], `must be "${ISTIO}" or a rule with a name`));

/** @throws RuleError `rule-invalid` with each fault and its place, as in `rules.2.match.owners`. */
export function checkRules(document: unknown): readonly (RuleSource | typeof ISTIO)[] {
  if (!Array.isArray(document)) throw new RuleError("rule-invalid", "rules: must be a list");
  const faults = document.flatMap((entry, index) => faultsOf(entry, index));
  if (faults.length > 0) throw new RuleError("rule-invalid", faults.join("\n"));
  return v.parse(rules, document);
}

function faultsOf(entry: unknown, index: number): string[] {
  if (entry === ISTIO) return [];
  const result = v.safeParse(rule, entry);
  if (!result.success) {
    return result.issues.map(
      (issue) => `${[`rules.${index}`, v.getDotPath(issue)].filter(Boolean).join(".")}: ${describe(issue)}`,
    );
  }
  const changes = [result.output.overlay, result.output.patch].filter((change) => change !== undefined);
  return changes.length === 1 ? [] : [`rules.${index}: needs either overlay or patch, and not both`];
}

function describe(issue: v.BaseIssue<unknown>): string {
  return issue.kind === "schema" && issue.expected === "never" ? "is not a key of a rule" : issue.message;
}

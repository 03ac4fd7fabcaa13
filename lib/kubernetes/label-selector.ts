import { KubernetesError } from "./errors.ts";

/** metav1.LabelSelector as JSON has it. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | null;
  readonly matchExpressions?: readonly LabelSelectorRequirement[] | null;
}

export interface LabelSelectorRequirement {
  readonly key: string;
  /** "In", "NotIn", "Exists" or "DoesNotExist"; anything else is an error. */
  readonly operator: string;
  readonly values?: readonly string[] | null;
}

/** A label selector that has been checked. */
export interface Selector {
  /** True if it asks for nothing, and so matches everything. Istio's injection policy takes that for "matches nothing". */
  readonly empty: boolean;
  matches(labels: Readonly<Record<string, string>>): boolean;
}

/**
 * A selector from its API type: null matches nothing, an empty one everything.
 * (apimachinery: metav1.LabelSelectorAsSelector). Throws a {@link KubernetesError} with apimachinery's message.
 */
export function labelSelectorAsSelector(selector: LabelSelector | null | undefined): Selector {
  if (!selector) return { empty: false, matches: () => false };
  const requirements = [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => requireEqual(key, value)),
    ...(selector.matchExpressions ?? []).map(requireExpression),
  ];
  return {
    empty: requirements.length === 0,
    matches: (labels) => requirements.every((requirement) => requirement(labels)),
  };
}

/** Whether a selector selects these labels; see {@link labelSelectorAsSelector}. */
export function matches(
  selector: LabelSelector | null | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  return labelSelectorAsSelector(selector).matches(labels);
}

type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

function requireEqual(key: string, value: string): Requirement {
  validate(key, [value], []);
  return (labels) => Object.hasOwn(labels, key) && labels[key] === value;
}

function requireExpression({ key, operator, values: given }: LabelSelectorRequirement): Requirement {
  const values = given ?? [];
  switch (operator) {
    case "In":
      validateSet(key, values);
      return (labels) => Object.hasOwn(labels, key) && values.includes(labels[key] ?? "");
    case "NotIn":
      validateSet(key, values);
      return (labels) => !Object.hasOwn(labels, key) || !values.includes(labels[key] ?? "");
    case "Exists":
      validateNoValues(key, values);
      return (labels) => Object.hasOwn(labels, key);
    case "DoesNotExist":
      validateNoValues(key, values);
      return (labels) => !Object.hasOwn(labels, key);
    default:
      throw selectorError(`${JSON.stringify(operator)} is not a valid label selector operator`);
  }
}

function validateSet(key: string, values: readonly string[]): void {
  const problem = "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty";
  validate(key, values, values.length === 0 ? [problem] : []);
}

function validateNoValues(key: string, values: readonly string[]): void {
  const problem = `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`;
  validate(key, values, values.length === 0 ? [] : [problem]);
}

/** (apimachinery: labels.NewRequirement): the key's problems, the operator's, then the values', as one error. */
function validate(key: string, values: readonly string[], operatorProblems: readonly string[]): void {
  const keyProblems = labelKeyProblems(key);
  const problems = [
    ...(keyProblems.length > 0
      ? [`key: Invalid value: ${JSON.stringify(key)}: ${keyProblems.join("; ")}`]
      : []),
    ...operatorProblems,
    ...values.flatMap((value, index) => {
      const found = labelValueProblems(value);
      const place = `values[${index}][${key}]`;
      return found.length > 0
        ? [`${place}: Invalid value: ${JSON.stringify(value)}: ${found.join("; ")}`]
        : [];
    }),
  ];
  const distinct = [...new Set(problems)];
  if (distinct.length > 0)
    throw selectorError(distinct.length === 1 ? `${distinct[0]}` : `[${distinct.join(", ")}]`);
}

function selectorError(message: string): KubernetesError {
  return new KubernetesError("LABEL_SELECTOR", message);
}

const namePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomainPattern = `${labelPattern}(\\.${labelPattern})*`;
const nameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end" +
  " with an alphanumeric character";

/** What is wrong with a label's key, "prefix/name" or "name". (apimachinery: content.IsLabelKey) */
function labelKeyProblems(key: string): string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    const rule = regexProblem(`a valid label key ${nameRule}`, namePattern, ["MyName", "my.name", "123-abc"]);
    return [`${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const problems = [
    ...(prefix === undefined ? [] : prefixProblems(prefix)),
    ...nameProblems(parts.at(-1) ?? ""),
  ];
  return problems;
}

function prefixProblems(prefix: string): string[] {
  if (prefix === "") return ["prefix part must be non-empty"];
  const problems = byteLength(prefix) > 253 ? ["prefix part must be no more than 253 bytes"] : [];
  if (!wholly(subdomainPattern, prefix)) {
    problems.push(`prefix part ${regexProblem(subdomainRule, subdomainPattern, ["example.com"])}`);
  }
  return problems;
}

function nameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name === "") problems.push("name part must be non-empty");
  else if (byteLength(name) > 63) problems.push("name part must be no more than 63 bytes");
  if (!wholly(namePattern, name)) {
    problems.push(`name part ${regexProblem(nameRule, namePattern, ["MyName", "my.name", "123-abc"])}`);
  }
  return problems;
}

/** What is wrong with a label's value. (apimachinery: content.IsLabelValue) */
function labelValueProblems(value: string): string[] {
  const problems = byteLength(value) > 63 ? ["must be no more than 63 bytes"] : [];
  if (!wholly(`(${namePattern})?`, value)) {
    const rule = `a valid label must be an empty string or ${nameRule.slice("must ".length)}`;
    problems.push(regexProblem(rule, `(${namePattern})?`, ["MyValue", "my_value", "12345"]));
  }
  return problems;
}

/** (apimachinery: content.RegexError) */
function regexProblem(rule: string, pattern: string, examples: readonly string[]): string {
  const quoted = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${quoted}regex used for validation is '${pattern}')`;
}

function wholly(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`).test(text);
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

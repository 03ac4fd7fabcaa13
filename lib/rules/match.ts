import { labelSelectorAsSelector } from "../kubernetes/label-selector.ts";
import { isObject, own } from "../kubernetes/objects.ts";
import type { MatchSource } from "./rule.ts";

/** What a rule may ask of a call. */
export interface MatchSubject {
  /** "pods", "deployments.apps". */
  readonly resource: string;
  readonly operation: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The kind of the object's controller; "" where it has none. */
  readonly owner: string;
}

/** One condition of a match: the name of its key, and whether a subject meets it. */
interface Condition {
  readonly key: string;
  readonly holds: (subject: MatchSubject) => boolean;
}

/**
 * Compiles a match.
 *
 * @returns a function that names the first condition that a subject does not meet; undefined where it meets all.
 * @throws KubernetesError for a bad label selector.
 */
export function compileMatch(match: MatchSource): (subject: MatchSubject) => string | undefined {
  const conditions: Condition[] = [
    { key: "resources", holds: ({ resource }) => match.resources.includes(resource) },
    {
      key: "operations",
      holds: ({ operation }) => (match.operations as readonly string[]).includes(operation),
    },
    ...optional("namespaces", match.namespaces, namespaceCondition),
    ...optional("labels", match.labels, (labels) => {
      const selector = labelSelectorAsSelector({
        matchLabels: labels.matchLabels ?? null,
        matchExpressions: (labels.matchExpressions ?? []).map(({ values, ...rest }) => ({
          ...rest,
          values: values ?? null,
        })),
      });
      return (subject) => selector.matches(subject.labels);
    }),
    ...optional("annotations", match.annotations, annotationCondition),
    ...optional("owners", match.owners, (owners) => (subject) => owners.includes(subject.owner)),
  ];
  return (subject) => conditions.find(({ holds }) => !holds(subject))?.key;
}

function optional<T>(
  key: string,
  wanted: T | undefined,
  condition: (wanted: T) => Condition["holds"],
): Condition[] {
  return wanted === undefined ? [] : [{ key, holds: condition(wanted) }];
}

/** Excluded names beat the others; a list of excluded names alone takes all others in. */
function namespaceCondition(names: readonly string[]): Condition["holds"] {
  const excluded = names.filter((name) => name.startsWith("!")).map((name) => wildcard(name.slice(1)));
  const included = names.filter((name) => !name.startsWith("!")).map(wildcard);
  return ({ namespace }) =>
    !excluded.some((matches) => matches(namespace)) &&
    (included.length === 0 || included.some((matches) => matches(namespace)));
}

function annotationCondition(wanted: NonNullable<MatchSource["annotations"]>): Condition["holds"] {
  const tests = Object.entries(wanted).map(([key, values]) => [key, [values].flat().map(wildcard)] as const);
  return ({ annotations }) =>
    tests.every(([key, patterns]) => {
      const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
      return value !== undefined && patterns.some((matches) => matches(value));
    });
}

/** `*` stands for anything; nothing else has a meaning of its own. */
function wildcard(pattern: string): (text: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return (text) => text === pattern;
  const last = rest.pop() ?? "";
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - last.length;
  };
}

/** What a rule can ask of an object that nobody has checked yet. */
export function subjectOf(
  object: unknown,
  call: Pick<MatchSubject, "resource" | "operation" | "namespace">,
): MatchSubject {
  const metadata = isObject(object) ? own(object, "metadata") : undefined;
  const owners = isObject(metadata) ? own(metadata, "ownerReferences") : undefined;
  const controller = Array.isArray(owners)
    ? owners.find((owner) => isObject(owner) && own(owner, "controller") === true)
    : undefined;
  return {
    ...call,
    labels: stringMap(isObject(metadata) ? own(metadata, "labels") : undefined),
    annotations: stringMap(isObject(metadata) ? own(metadata, "annotations") : undefined),
    owner: String(controller?.kind ?? ""),
  };
}

function stringMap(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

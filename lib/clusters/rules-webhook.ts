import { isDeepStrictEqual } from "node:util";
import type { MatchSource } from "../rules/rule.ts";

/** What a webhook's `rules`, namespaceSelector and objectSelector have to say so that every rule gets its calls. */
export interface RulesScope {
  readonly rules: readonly WebhookRule[];
  readonly namespaceSelector: { readonly matchExpressions: readonly object[] };
  readonly objectSelector?: object;
}

interface WebhookRule {
  readonly operations: readonly string[];
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * The smallest scope of one webhook that misses no call which a rule matches; what it lets through beyond that,
 * the rules themselves leave alone. Equal matches give equal objects, in whatever order they stand.
 */
export function scopeOf(matches: readonly MatchSource[], systemNamespaces: readonly string[]): RulesScope {
  const labels = sharedLabels(matches);
  return {
    rules: rulesFor(matches),
    namespaceSelector: { matchExpressions: namespacesOf(matches, systemNamespaces) },
    ...(labels !== undefined && { objectSelector: labels }),
  };
}

/** One rule for each API group and set of operations. */
function rulesFor(matches: readonly MatchSource[]): WebhookRule[] {
  const operations = new Map<string, Set<string>>();
  for (const match of matches) {
    for (const name of match.resources) {
      operations.set(name, new Set([...(operations.get(name) ?? []), ...match.operations]));
    }
  }
  const grouped = new Map<string, WebhookRule>();
  for (const name of [...operations.keys()].sort()) {
    const [resource = "", ...group] = name.split(".");
    const apiGroup = group.join(".");
    const asked = [...(operations.get(name) as Set<string>)].sort();
    const key = `${apiGroup} ${asked}`;
    const resources = [...(grouped.get(key)?.resources ?? []), resource];
    grouped.set(key, { operations: asked, apiGroups: [apiGroup], apiVersions: ["*"], resources });
  }
  return [...grouped.keys()].sort().map((key) => grouped.get(key) as WebhookRule);
}

/**
 * Where each rule names its namespaces: those, and no other. Otherwise all but the system's, where a failing
 * webhook could keep a cluster from starting, unless a rule names one; and but those that each rule excludes.
 */
function namespacesOf(matches: readonly MatchSource[], system: readonly string[]): object[] {
  const lists = matches.map(({ namespaces = [] }) => namespaces);
  const included = lists.map((names) => names.filter((name) => !name.startsWith("!")));
  const named = [...new Set(included.flat())].sort();
  const areAllNamed =
    included.every((names) => names.length > 0) && !named.some((name) => name.includes("*"));
  if (areAllNamed) return [byName("In", named)];
  const excluded = (lists[0] ?? [])
    .filter((name) => name.startsWith("!") && lists.every((names) => names.includes(name)))
    .map((name) => name.slice(1))
    .filter((name) => !name.includes("*"));
  const out = new Set([...system.filter((name) => !named.includes(name)), ...excluded]);
  return out.size === 0 ? [] : [byName("NotIn", [...out].sort())];
}

function byName(operator: "In" | "NotIn", values: readonly string[]): object {
  return { key: "kubernetes.io/metadata.name", operator, values };
}

/** Selectors cannot be joined by "or": only one that all rules have can stand in the manifest. */
function sharedLabels(matches: readonly MatchSource[]): object | undefined {
  const first = matches[0]?.labels;
  return matches.every(({ labels }) => isDeepStrictEqual(labels, first)) ? first : undefined;
}

import type { ArrivingPod } from "../../lib/clusters/called-webhooks.ts";
import type { Pod } from "../../lib/injection/pod.ts";
import { callFor, type InjectorConfiguration, type Labels } from "../kubernetes/injectors.ts";
import type { NamespaceView } from "../verify/namespace.ts";
import { fail, ok, type Step, warn } from "./step.ts";

type Namespaces = ReadonlyMap<string, NamespaceView>;

/** Namespaces that are named in a message. */
const NAMED = 5;

/**
 * Two injectors for one pod? Each namespace of the cluster is tried with pods of every kind that selectors tell
 * apart. Whoever is called second works on what the first one left, so the pod gets a mixture of both.
 */
export function checkOverlap(injectors: readonly InjectorConfiguration[], namespaces: Namespaces): Step {
  const istiods = injectors.filter(({ whose }) => whose === "istio");
  const twice = new Map<string, { names: readonly InjectorConfiguration[]; where: Set<string> }>();
  for (const pod of kindsOfPods(injectors, namespaces)) {
    const called = injectors.filter((configuration) => callFor(configuration, pod));
    if (called.length < 2 || !called.some(({ whose }) => whose === "remora")) continue;
    const key = called.map(({ name }) => name).join(" and ");
    const found = twice.get(key) ?? { names: called, where: new Set() };
    found.where.add(pod.namespace);
    twice.set(key, found);
  }
  if (twice.size > 0) return overlapping(twice);
  if (istiods.length === 0) return ok("overlap", "no other injector is registered");
  const theirs = selectedBy(istiods, namespaces);
  const names = istiods.map(({ name }) => name).join(", ");
  if (theirs.length === 0) return ok("overlap", `${names} is registered, and selects no namespace here`);
  return warn(
    "overlap",
    `${names} is still registered and sees to ${listed(theirs)}; no pod is injected twice`,
    {
      why: "the migration is under way: docs/migration.md",
    },
  );
}

function overlapping(
  twice: ReadonlyMap<
    string,
    { readonly names: readonly InjectorConfiguration[]; readonly where: Set<string> }
  >,
): Step {
  const texts = [...twice].map(
    ([names, { where }]) => `${names} both select pods of ${listed([...where].sort())}`,
  );
  const removable = [...twice.values()].flatMap(({ names }) =>
    names.filter(({ whose }) => whose === "istio"),
  );
  const mend = [...new Set(removable.map(({ name }) => name))].flatMap((name) => [
    "# namespace by namespace, as docs/migration.md has it; or all at once, where istiod's is not to come back:",
    `kubectl delete mutatingwebhookconfiguration ${name}`,
  ]);
  return fail("overlap", `pods are injected twice: ${texts.join("; ")}`, {
    why: "the second one works on what the first one left: the pod may get a mixture of two versions",
    mend: mend.length > 0 ? mend : ["# remove one of them: kubectl delete mutatingwebhookconfiguration NAME"],
  });
}

/** Every namespace, with pods that differ in the labels that injectors' selectors look at. */
function* kindsOfPods(
  injectors: readonly InjectorConfiguration[],
  namespaces: Namespaces,
): Generator<ArrivingPod> {
  const revisions = revisionsIn(injectors);
  const labels: Labels[] = [
    {},
    { "sidecar.istio.io/inject": "true" },
    ...revisions.map((revision) => ({ "istio.io/rev": revision })),
    ...revisions.map((revision) => ({ "istio.io/rev": revision, "sidecar.istio.io/inject": "true" })),
  ];
  for (const [namespace, { labels: namespaceLabels }] of namespaces)
    for (const each of labels) yield { namespace, namespaceLabels, pod: podWith(each) };
}

function podWith(labels: Labels): Pod {
  return { metadata: { name: "any", labels }, spec: { containers: [] } };
}

function revisionsIn(injectors: readonly InjectorConfiguration[]): string[] {
  const all = injectors.flatMap(({ webhooks }) =>
    webhooks.flatMap(({ objectSelector }) => objectSelector?.matchExpressions ?? []),
  );
  return [...new Set(all.flatMap(({ key, values }) => (key === "istio.io/rev" ? (values ?? []) : [])))];
}

/** Namespaces whose plain pods these injectors are called for. */
function selectedBy(some: readonly InjectorConfiguration[], namespaces: Namespaces): string[] {
  return [...namespaces]
    .filter(([namespace, { labels }]) =>
      some.some((each) => callFor(each, { namespace, namespaceLabels: labels, pod: podWith({}) })),
    )
    .map(([name]) => name)
    .sort();
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return names.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more namespaces` : "");
}

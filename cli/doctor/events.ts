import { hashToken } from "../../lib/clusters/token.ts";
import type { KubernetesApi, KubernetesObject } from "../kubernetes/api.ts";
import { fail, ok, type Step, skip, warn } from "./step.ts";

/** A token where a webhook's path has it. */
const TOKEN = /\/t\/([a-z2-7]{52})(?=\/)/g;

/** Where controllers write down why they could not create a pod, in the API server's words. */
const PLACES = {
  events: "/api/v1/events",
  ReplicaSets: "/apis/apps/v1/replicasets",
  Deployments: "/apis/apps/v1/deployments",
} as const;

interface Leak {
  readonly hash: string;
  /** "3 events in shop, web". */
  readonly places: Map<string, Set<string>>;
  count: number;
}

/**
 * Go's HTTP errors name the whole URL, so a call that failed leaves the token in events and in conditions, for all
 * who may read them. Only the hashes of what is found are kept; no token leaves this function.
 *
 * @param valid hashes of the tokens that let a cluster in: of the registry, and of what is registered in the cluster.
 */
export async function findTokens(
  api: KubernetesApi,
  valid: { readonly hashes: readonly string[]; readonly isComplete: boolean },
  rotate: readonly string[],
): Promise<Step> {
  const leaks = new Map<string, Leak>();
  const unread: string[] = [];
  for (const [place, path] of Object.entries(PLACES)) {
    try {
      for await (const page of api.pages(path)) for (const object of page) collect(leaks, place, object);
    } catch (error) {
      unread.push(`${place} (${(error as Error).message})`);
    }
  }
  const unseen = unread.length > 0 ? `; could not be read: ${unread.join(", ")}` : "";
  if (leaks.size === 0) {
    if (unread.length === Object.keys(PLACES).length)
      return skip("events", `nothing could be read: ${unread.join(", ")}`);
    return unseen
      ? warn("events", `no token found${unseen}`)
      : ok("events", "no token stands in events, ReplicaSets or Deployments");
  }
  const found = [...leaks.values()];
  const usable = found.filter(({ hash }) => !valid.isComplete || valid.hashes.includes(hash));
  const texts = found.map((leak) => describe(leak, valid));
  if (usable.length === 0) return ok("events", `${texts.join("; ")}${unseen}`);
  return fail("events", `${texts.join("; ")}${unseen}`, {
    why: "calls that failed left it there, and whoever may read it can call in the cluster's name",
    mend: rotate,
  });
}

function collect(leaks: Map<string, Leak>, place: string, object: KubernetesObject): void {
  const texts = [
    object.message,
    ...(object.status?.conditions ?? []).map((each: KubernetesObject) => each.message),
  ];
  const hashes = new Set(
    texts.flatMap((text) =>
      [...String(text ?? "").matchAll(TOKEN)].map(([, token]) => hashToken(token as string)),
    ),
  );
  for (const hash of hashes) {
    const leak: Leak = leaks.get(hash) ?? { hash, places: new Map(), count: 0 };
    leak.count++;
    const namespace = object.metadata.namespace ?? "";
    leak.places.set(place, (leak.places.get(place) ?? new Set()).add(namespace));
    leaks.set(hash, leak);
  }
}

function describe(
  { hash, places, count }: Leak,
  { hashes, isComplete }: { readonly hashes: readonly string[]; readonly isComplete: boolean },
): string {
  const where = [...places].map(([place, namespaces]) => `${place} of ${[...namespaces].sort().join(", ")}`);
  const state = hashes.includes(hash)
    ? "that is in use"
    : isComplete
      ? "that is not valid any more"
      : "that may be valid";
  return `a token ${state} stands in ${count} objects: ${where.join("; ")}`;
}

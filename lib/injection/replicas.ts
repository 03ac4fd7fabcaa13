import type { FuncMap, GoFunc } from "../gotemplate/values.ts";
import { Generations } from "../kubernetes/generations.ts";
import { JsonNumber, Repeated } from "../kubernetes/json.ts";
import { isObject, type JsonObject } from "../kubernetes/objects.ts";
import type { Decision } from "./decision.ts";
import type { InjectionRequest } from "./inject.ts";

/** UTF-16 units of keys in a generation. A decision takes some ten times the memory of its key. */
const GENERATION = 256 * 1024;

/** A request that came once: a pod that never comes again is worth no more than its key. */
const SEEN = Symbol("seen once");

/**
 * Decisions on the pods of late, so that the replicas of one are not worked out each: from the second time on.
 * A decision depends on the pod, namespace, path and owner alone, all of which make up the key, unless a template
 * asked for what changes by itself (clock, randomness) or ran out of time: such a decision is not kept.
 */
export class Replicas {
  readonly #enabled: boolean;
  readonly #decisions = new Generations<Decision | typeof SEEN>(GENERATION);
  #impureCalls = 0;

  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  /** The same functions; a call to one that is impure is noticed. */
  watch(functions: FuncMap): FuncMap {
    return Object.fromEntries(
      Object.entries(functions).map(([name, func]) => [name, func.impure ? this.#watched(func) : func]),
    );
  }

  /** The decision on an equal request, or else what `decide` comes to. */
  recall(request: InjectionRequest, decide: () => Decision): Decision {
    const key = this.#enabled ? keyOf(request) : undefined;
    if (key === undefined) return decide();
    const known = this.#decisions.get(key);
    if (known !== undefined && known !== SEEN) return known;
    const before = this.#impureCalls;
    const decision = decide();
    const isTimely = decision.reasons.at(-1)?.code !== "deadline-exceeded";
    if (this.#impureCalls === before && isTimely) this.#decisions.set(key, known ? decision : SEEN);
    return decision;
  }

  #watched(func: GoFunc): GoFunc {
    const call = (...args: unknown[]) => {
      this.#impureCalls++;
      return func.call(...args);
    };
    return { ...func, call };
  }
}

/** Undefined where JSON would not tell two requests apart. */
function keyOf({ pod, namespace, path, workload }: InjectionRequest): string | undefined {
  if (!isObject(pod) || !isPlain(pod)) return undefined;
  return JSON.stringify([namespace, path, workload, withoutTimes(pod)]);
}

/** JSON as JavaScript has it: no integer beyond 2^53, no number kept as text, no key that is repeated. */
function isPlain(value: unknown): boolean {
  if (typeof value === "bigint") return false;
  if (typeof value !== "object" || value === null) return true;
  if (value instanceof JsonNumber || value instanceof Repeated) return false;
  for (const key of Object.keys(value)) if (!isPlain((value as JsonObject)[key])) return false;
  return true;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** In place of all times that can be read, and one of them: it stands for none that cannot. */
const ANY_TIME = "1970-01-01T00:00:00Z";

/** managedFields decide nothing but whether they can be read; when they were written differs from pod to pod. */
function withoutTimes(pod: JsonObject): JsonObject {
  const { metadata } = pod;
  if (!isObject(metadata) || !Array.isArray(metadata.managedFields)) return pod;
  const managedFields = metadata.managedFields.map((entry: unknown) =>
    isObject(entry) && isTime(entry.time) ? { ...entry, time: ANY_TIME } : entry,
  );
  return { ...pod, metadata: { ...metadata, managedFields } };
}

/** JavaScript takes 30 February for 2 March, which Go refuses. */
function isTime(text: unknown): boolean {
  if (typeof text !== "string" || !TIME.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, -1));
}

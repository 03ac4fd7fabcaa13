import { NEW_INSTANCES_WITHIN, QUOTAS } from "./quotas.ts";

export interface Fleet {
  readonly clusters: number;
  readonly podsPerCluster: number;
  /** Pods that a cluster's controllers create in a second. */
  readonly podsPerSecond: number;
  /** Clusters begin within so many seconds of each other. */
  readonly startsWithin: number;
}

export interface Deployment {
  /** Milliseconds of the function at its memory size. */
  readonly warm: number;
  readonly cold: number;
  readonly concurrency: number;
  /** Requests a second that API Gateway lets through, and how far a burst may go above it. */
  readonly rate: number;
  readonly burst: number;
  /** Instances that are there, warm, when it begins. */
  readonly provisioned: number;
  /** What an API server waits after a refusal (429) before the controller's next attempt, in milliseconds. */
  readonly retryAfter: number;
}

export interface Outcome {
  readonly requests: number;
  readonly coldStarts: number;
  readonly mostConcurrent: number;
  readonly mostRequestsPerSecond: number;
  readonly mostSecretReadsPerSecond: number;
  /** Attempts that were turned away: by API Gateway's rate, or for want of instances. */
  readonly throttled: number;
  /** From a pod's first attempt to its answer, in milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Until the last pod was answered, in seconds. */
  readonly duration: number;
}

const TICK = 1;
/** Milliseconds that a request counts against an instance, however short it is: Lambda grants ten a second. */
const SHORTEST = 1000 / QUOTAS.lambdaRequestsPerInstance.value;

/**
 * A fleet that restarts at once, in steps of a millisecond. A request takes an idle instance where there is
 * one, else starts one, as far as concurrency and the rate of new instances allow, else is turned away and
 * comes again. Every cold start reads the secret once. An instance that has answered is idle again when its
 * tenth of a second is over, which is what Lambda's quota of requests per second comes to.
 */
export function simulate(fleet: Fleet, lambda: Deployment, random: () => number): Outcome {
  const queue = new Queue(arrivals(fleet, random));
  const busyUntil: number[] = Array(lambda.provisioned).fill(0);
  const perSecond = { requests: new Counter(), secrets: new Counter() };
  const waits: number[] = [];
  const cold = { started: 0, tokens: QUOTAS.lambdaNewInstances.value as number };
  let bucket = lambda.burst;
  let throttled = 0;
  let mostConcurrent = 0;
  let now = 0;
  for (; queue.size > 0; now += TICK) {
    bucket = Math.min(lambda.burst, bucket + (lambda.rate * TICK) / 1000);
    if (now % (NEW_INSTANCES_WITHIN * 1000) === 0) cold.tokens = QUOTAS.lambdaNewInstances.value;
    const idle = busyUntil.flatMap((until, i) => (until <= now ? [i] : []));
    for (const pending of queue.take(now)) {
      const mayStart = busyUntil.length < lambda.concurrency && cold.tokens > 0;
      if (bucket < 1 || (idle.length === 0 && !mayStart)) {
        throttled++;
        queue.put({ ...pending, at: now + lambda.retryAfter * (0.5 + random()) });
        continue;
      }
      bucket--;
      perSecond.requests.count(now);
      const instance = idle.pop();
      const takes = duration(instance === undefined ? lambda.cold : lambda.warm, random);
      if (instance === undefined) {
        busyUntil.push(now + Math.max(takes, SHORTEST));
        cold.started++;
        cold.tokens--;
        perSecond.secrets.count(now);
      } else {
        busyUntil[instance] = now + Math.max(takes, SHORTEST);
      }
      waits.push(now + takes - pending.first);
    }
    mostConcurrent = Math.max(mostConcurrent, busyUntil.filter((until) => until > now).length);
  }
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor((waits.length - 1) * share)] as number;
  return {
    requests: waits.length,
    coldStarts: cold.started,
    mostConcurrent,
    mostRequestsPerSecond: perSecond.requests.most,
    mostSecretReadsPerSecond: perSecond.secrets.most,
    throttled,
    latency: { p50: at(0.5), p99: at(0.99), max: at(1) },
    duration: now / 1000,
  };
}

interface Pending {
  readonly first: number;
  readonly at: number;
}

function arrivals({ clusters, podsPerCluster, podsPerSecond, startsWithin }: Fleet, random: () => number) {
  const pods: Pending[] = [];
  for (let cluster = 0; cluster < clusters; cluster++) {
    const start = random() * startsWithin * 1000;
    for (let i = 0; i < podsPerCluster; i++) {
      const at = start + (i * 1000) / podsPerSecond;
      pods.push({ first: at, at });
    }
  }
  return pods.sort((a, b) => a.at - b.at);
}

/** Durations have a tail of a tenth, here up to three times as long; an assumption. */
function duration(typical: number, random: () => number): number {
  return random() < 0.9 ? typical * (0.8 + 0.4 * random()) : typical * (1.2 + 1.8 * random());
}

/** Requests by the tick that they are due in. */
class Queue {
  readonly #ticks = new Map<number, Pending[]>();
  size = 0;

  constructor(all: readonly Pending[]) {
    for (const pending of all) this.put(pending);
  }

  put(pending: Pending): void {
    const tick = Math.ceil(pending.at / TICK) * TICK;
    const others = this.#ticks.get(tick);
    if (others === undefined) this.#ticks.set(tick, [pending]);
    else others.push(pending);
    this.size++;
  }

  take(tick: number): readonly Pending[] {
    const due = this.#ticks.get(tick) ?? [];
    this.#ticks.delete(tick);
    this.size -= due.length;
    return due;
  }
}

/** The most in any one second. */
class Counter {
  readonly #seconds = new Map<number, number>();

  count(now: number): void {
    const second = Math.floor(now / 1000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
  }

  get most(): number {
    return Math.max(0, ...this.#seconds.values());
  }
}

import type { Result } from "./run.ts";

export interface Report {
  readonly requests: number;
  readonly failed: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Of the answers that were as they should be; left out where there were none. */
  readonly milliseconds?: Readonly<Record<"min" | "mean" | "p50" | "p90" | "p95" | "p99" | "max", number>>;
  /** What was wrong with the others, and how often. */
  readonly faults: Readonly<Record<string, number>>;
}

export function reportOf(results: readonly Result[], seconds: number): Report {
  const times = results.flatMap((result) => ("milliseconds" in result ? result.milliseconds : []));
  times.sort((a, b) => a - b);
  const faults = new Map<string, number>();
  for (const result of results) {
    if ("fault" in result) faults.set(result.fault, (faults.get(result.fault) ?? 0) + 1);
  }
  return {
    requests: results.length,
    failed: results.length - times.length,
    seconds: round(seconds),
    requestsPerSecond: round(results.length / seconds),
    ...(times.length > 0 && { milliseconds: percentiles(times) }),
    faults: Object.fromEntries(faults),
  };
}

function percentiles(sorted: readonly number[]): NonNullable<Report["milliseconds"]> {
  /** The nearest rank: a time that was measured, and none between two. */
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number);
  const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  return {
    min: at(0),
    mean: round(mean),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  };
}

const round = (number: number) => Math.round(number * 100) / 100;

export function reportText({
  requests,
  failed,
  seconds,
  requestsPerSecond,
  milliseconds,
  faults,
}: Report): string {
  const times = Object.entries(milliseconds ?? {}).map(
    ([name, time]) => `  ${name.padEnd(4)} ${time.toFixed(2).padStart(9)} ms`,
  );
  const wrong = Object.entries(faults).map(([fault, count]) => `  ${count} × ${fault}`);
  return [
    `${requests} reviews in ${seconds} s: ${requestsPerSecond} a second, ${failed} failed`,
    ...times,
    ...wrong,
    "",
  ].join("\n");
}

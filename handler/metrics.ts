/**
 * What the function measures, as CloudWatch's embedded metric format: members of a line of the log that
 * CloudWatch Logs turns into metrics by itself, with no call and no agent. The one place for the names:
 * infra/alarms.yml and infra/dashboard.yml are held against it by a test.
 *
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */

export const NAMESPACE = "Remora";

/**
 * Name, unit and meaning. Those with a `by` are counted once more by each of its dimensions: by the code of the reason,
 * to see why; by the version of the configuration, to see how a candidate does beside the one in service.
 */
export const METRICS = {
  Injections: { unit: "Count", by: ["Version"], help: "Pods that got their sidecars." },
  Skips: { unit: "Count", by: ["Reason"], help: "Pods let through as they are." },
  Failures: {
    unit: "Count",
    by: ["Reason", "Version"],
    help: "Pods denied, or admitted unchanged where the cluster says so, because the injection failed.",
  },
  Refusals: { unit: "Count", by: ["Reason"], help: "Callers turned away before the body is read." },
  RefreshFailures: {
    unit: "Count",
    by: [],
    help: "Fetches of the configuration that failed or brought a bad version.",
  },
  LastResorts: {
    unit: "Count",
    by: [],
    help: "Starts without any secret to be had, after which what is packed beside the code is in service.",
  },
  ConfigurationAge: {
    unit: "Seconds",
    by: [],
    help: "Since the configuration in service was last confirmed to be the newest.",
  },
  Latency: {
    unit: "Milliseconds",
    by: [],
    help: "Of one review, from event to answer, without the platform's own share.",
  },
} as const;

export type MetricName = keyof typeof METRICS;
export type Measured = Partial<Record<MetricName, number>>;

/** What a metric is counted by, and its value. */
export type Dimension = "Reason" | "Version";
export type Dimensions = Readonly<Partial<Record<Dimension, string>>>;

/** The dimension sets of a metric: few, because each combination of values is a metric that is paid for. */
export function dimensionSets(name: MetricName): string[][] {
  return [["Stage"], ...METRICS[name].by.map((dimension) => ["Stage", dimension])];
}

/**
 * Members for a log line: `{...line, ...embeddedMetrics("prod", Date.now(), { Skips: 1 }, { Reason: "host-network" })}`.
 * The line has to reach stdout as JSON of its own, which console.log's does not under Lambda's JSON log format.
 *
 * @param dimensions a code from a closed list, and the id of a secret's version: never text of a caller's. One that
 *   is left out is "none".
 */
export function embeddedMetrics(
  stage: string,
  now: number,
  measured: Measured,
  dimensions: Dimensions = {},
): Record<string, unknown> {
  const names = (Object.keys(METRICS) as MetricName[]).filter((name) => measured[name] !== undefined);
  if (names.length === 0) return {};
  const needed = new Set<Dimension>(names.flatMap((name) => METRICS[name].by));
  return {
    _aws: { Timestamp: now, CloudWatchMetrics: directives(names) },
    Stage: stage,
    ...Object.fromEntries([...needed].map((dimension) => [dimension, dimensions[dimension] ?? "none"])),
    ...measured,
  };
}

/** One for each way of counting. */
function directives(names: readonly MetricName[]): object[] {
  const groups = new Map<string, MetricName[]>();
  for (const name of names) {
    const key = METRICS[name].by.join();
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()].map((group) => ({
    Namespace: NAMESPACE,
    Dimensions: dimensionSets(group[0] as MetricName),
    Metrics: group.map((name) => ({ Name: name, Unit: METRICS[name].unit })),
  }));
}

/**
 * What the function measures, as CloudWatch's embedded metric format: members of a line of the log that
 * CloudWatch Logs turns into metrics by itself, with no call and no agent. The one place for the names:
 * infra/alarms.yml and infra/dashboard.yml are held against it by a test.
 *
 * Source: CloudWatch User Guide, "Specification: Embedded metric format".
 */

export const NAMESPACE = "Remora";

/** Name, unit and meaning. Those of `byReason` are counted a second time by the code of the reason, to see why. */
export const METRICS = {
  Injections: { unit: "Count", byReason: false, help: "Pods that got their sidecars." },
  Skips: { unit: "Count", byReason: true, help: "Pods let through as they are." },
  Failures: {
    unit: "Count",
    byReason: true,
    help: "Pods denied, or admitted unchanged where the cluster says so, because the injection failed.",
  },
  Refusals: { unit: "Count", byReason: true, help: "Callers turned away before the body is read." },
  RefreshFailures: {
    unit: "Count",
    byReason: false,
    help: "Fetches of the configuration that failed or brought a bad version.",
  },
  LastResorts: {
    unit: "Count",
    byReason: false,
    help: "Starts without any secret to be had, after which what is packed beside the code is in service.",
  },
  ConfigurationAge: {
    unit: "Seconds",
    byReason: false,
    help: "Since the configuration in service was last confirmed to be the newest.",
  },
  Latency: {
    unit: "Milliseconds",
    byReason: false,
    help: "Of one review, from event to answer, without the platform's own share.",
  },
} as const;

export type MetricName = keyof typeof METRICS;
export type Measured = Partial<Record<MetricName, number>>;

/** The dimension sets of a metric: few, because each combination of values is a metric that is paid for. */
export function dimensionSets(name: MetricName): string[][] {
  return METRICS[name].byReason ? [["Stage"], ["Stage", "Reason"]] : [["Stage"]];
}

/**
 * Members for a log line: `{...line, ...embeddedMetrics("prod", Date.now(), { Skips: 1 }, "host-network")}`.
 * The line has to reach stdout as JSON of its own, which console.log's does not under Lambda's JSON log format.
 *
 * @param reason a code from a closed list, never text of a caller's; "none" where there is none.
 */
export function embeddedMetrics(
  stage: string,
  now: number,
  measured: Measured,
  reason = "none",
): Record<string, unknown> {
  const names = (Object.keys(METRICS) as MetricName[]).filter((name) => measured[name] !== undefined);
  if (names.length === 0) return {};
  const directive = (byReason: boolean) => {
    const chosen = names.filter((name) => METRICS[name].byReason === byReason);
    if (chosen.length === 0) return [];
    const Metrics = chosen.map((name) => ({ Name: name, Unit: METRICS[name].unit }));
    return [{ Namespace: NAMESPACE, Dimensions: dimensionSets(chosen[0] as MetricName), Metrics }];
  };
  return {
    _aws: { Timestamp: now, CloudWatchMetrics: [...directive(false), ...directive(true)] },
    Stage: stage,
    ...(names.some((name) => METRICS[name].byReason) && { Reason: reason }),
    ...measured,
  };
}

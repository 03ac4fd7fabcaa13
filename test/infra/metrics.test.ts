import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import {
  dimensionSets,
  embeddedMetrics,
  METRICS,
  type MetricName,
  NAMESPACE,
} from "../../handler/metrics.ts";
import { readTemplate } from "./template.ts";

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string }[];
  readonly AlarmActions: readonly unknown[];
}
interface Widget {
  readonly type: string;
  readonly properties: {
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

const ALARMS = ["alarms.yml", "endpoint.yml"]
  .flatMap((file) => Object.values(readTemplate(file)))
  .filter(({ Type }) => Type === "AWS::CloudWatch::Alarm")
  .map(({ Properties }) => Properties as unknown as AlarmProperties);

const WIDGETS = (
  JSON.parse(
    String(readTemplate("dashboard.yml").Dashboard?.Properties.DashboardBody).replaceAll(/\$\{[^}]*\}/g, "X"),
  ) as { widgets: Widget[] }
).widgets;

/** Metrics of ours as [name, dimensions], from the dashboard's two ways to name one. */
const SHOWN = WIDGETS.flatMap(({ properties }) => properties.metrics ?? []).flatMap(
  (metric): [string, string[]][] => {
    const [first, name, ...rest] = metric;
    if (first === NAMESPACE)
      return [[String(name), rest.filter((_, i) => i % 2 === 0 && typeof rest[i] === "string") as string[]]];
    const search = /^SEARCH\('\{Remora,([\w,]+)\} MetricName="(\w+)"/.exec(
      (first as { expression?: string }).expression ?? "",
    );
    return search ? [[search[2] as string, (search[1] as string).split(",")]] : [];
  },
);

describe("what infra/ watches is what the function emits", () => {
  const ours = ALARMS.filter(({ Namespace }) => Namespace === NAMESPACE);

  test.each(ours.map((alarm) => [alarm.AlarmName, alarm] as const))("the alarm %s", (_, alarm) => {
    expect(Object.keys(METRICS)).toContain(alarm.MetricName);
    const dimensions = alarm.Dimensions.map(({ Name }) => Name);
    expect(dimensionSets(alarm.MetricName as MetricName)).toContainEqual(dimensions);
  });

  test.each(SHOWN)("the dashboard's %s by %j", (name, dimensions) => {
    expect(Object.keys(METRICS)).toContain(name);
    expect(dimensionSets(name as MetricName)).toContainEqual(dimensions);
  });

  test("every metric is on the dashboard", () => {
    expect(Object.keys(METRICS).filter((name) => !SHOWN.some(([shown]) => shown === name))).toEqual([]);
  });

  test("the dashboard shows every alarm, and none that does not exist", () => {
    const names = ALARMS.map(({ AlarmName }) => AlarmName.replace(/\$\{Stage\}/, "X")).sort();
    const shown = WIDGETS.flatMap(({ properties }) => properties.alarms ?? []).map((arn) =>
      arn.split(":").at(-1),
    );
    expect(shown.sort()).toEqual(names);
  });

  test("the dashboard names AWS's own metrics with a dimension", () => {
    const theirs = WIDGETS.flatMap(({ properties }) => properties.metrics ?? []).filter(
      ([first]) => first === "AWS/Lambda",
    );
    expect(theirs.length).toBeGreaterThan(0);
    for (const metric of theirs) expect(metric.slice(2, 4)).toEqual(["FunctionName", "X"]);
  });

  test.each(ALARMS.map((alarm) => [alarm.AlarmName, alarm] as const))(
    "the alarm %s tells somebody, and says where it is written what to do",
    (_, { AlarmActions, AlarmDescription }) => {
      expect(AlarmActions).toHaveLength(1);
      const anchor = /docs\/operations\.md#([\w-]+)$/.exec(AlarmDescription)?.[1];
      const operations = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
      const anchors = [...operations.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
        (title as string)
          .toLowerCase()
          .replaceAll(/[^\w -]/g, "")
          .replaceAll(" ", "-"),
      );
      expect(anchors).toContain(anchor);
    },
  );
});

describe("embedded metrics", () => {
  test("a line without measurements has no members for them", () => {
    expect(embeddedMetrics("prod", 0, {})).toEqual({});
  });

  test("every metric comes with its unit, its value and all of its dimensions", () => {
    const measured = Object.fromEntries(Object.keys(METRICS).map((name, i) => [name, i + 1]));
    const line = embeddedMetrics("prod", 1_767_225_600_000, measured, { Reason: "host-network" });
    const { Timestamp, CloudWatchMetrics } = line._aws as {
      Timestamp: number;
      CloudWatchMetrics: {
        Namespace: string;
        Dimensions: string[][];
        Metrics: { Name: MetricName; Unit: string }[];
      }[];
    };
    expect(Timestamp).toBe(1_767_225_600_000);
    const seen = CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name, Unit }) => {
        expect(Namespace).toBe("Remora");
        expect(Dimensions).toEqual(dimensionSets(Name));
        expect(Unit).toBe(METRICS[Name].unit);
        expect(line[Name]).toBe(measured[Name]);
        for (const dimension of Dimensions.flat()) expect(typeof line[dimension]).toBe("string");
        return Name;
      }),
    );
    expect(seen.sort()).toEqual(Object.keys(METRICS).sort());
  });

  test("a reason and a version stand only where something is counted by them", () => {
    const dimensions = { Reason: "host-network", Version: "v1" };
    const injected = embeddedMetrics("prod", 0, { Injections: 1 }, dimensions);
    expect(injected).toMatchObject({ Stage: "prod", Version: "v1", Injections: 1 });
    expect(injected).not.toHaveProperty("Reason");
    const skipped = embeddedMetrics("prod", 0, { Skips: 1 }, dimensions);
    expect(skipped).toMatchObject({ Stage: "prod", Reason: "host-network", Skips: 1 });
    expect(skipped).not.toHaveProperty("Version");
    expect(embeddedMetrics("prod", 0, { Failures: 1 })).toMatchObject({ Reason: "none", Version: "none" });
  });
});

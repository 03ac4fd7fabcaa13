import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { METRICS } from "../../../../handler/metrics.ts";
import { CANARY } from "../cases.ts";
import type { World } from "../world.ts";

/** What the deployed function wrote. */
export async function logs(world: World, emulatorLog: string): Promise<void> {
  const { checks } = world;
  const text = await world.functionLog();
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  await checks.check("every line of the function's is JSON, with a level for Lambda's filter", () => {
    assert.ok(lines.length > 50, `${lines.length} lines`);
    for (const line of lines) assert.match(JSON.parse(line).level, /^(INFO|WARN|ERROR)$/);
  });
  await checks.check("every metric stands in it, in CloudWatch's embedded format", () => {
    const documents = lines.map((line) => JSON.parse(line)).filter(({ _aws }) => _aws !== undefined);
    const seen = documents.flatMap(({ _aws, ...values }) =>
      _aws.CloudWatchMetrics.flatMap(({ Metrics }: { Metrics: { Name: string }[] }) =>
        Metrics.map(({ Name }) => Name).filter((name) => typeof values[name] === "number"),
      ),
    );
    assert.deepEqual([...new Set(seen)].sort(), Object.keys(METRICS).sort());
  });
  await checks.check("neither a token nor a pod's environment stands in it", () => {
    assert.ok(!text.includes(world.token), "a token");
    assert.ok(!text.includes(CANARY), "a pod's environment");
    assert.ok(!readFileSync(emulatorLog, "utf8").includes(CANARY));
  });
}

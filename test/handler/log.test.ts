import { expect, test } from "@jest/globals";
import { Log } from "../../handler/log.ts";

const REQUEST = { method: "POST", path: "/inject", query: {}, headers: {}, body: "" };
const RESPONSE = { status: 200, headers: {}, body: "" };

function logged(cause: unknown, message: string): Record<string, unknown> {
  const lines: string[] = [];
  const reason = { code: "internal-error", text: "", rule: "injection", verdict: "refuse" } as const;
  new Log(
    "test",
    (line) => void lines.push(line),
    () => 0,
  ).outcome({
    request: REQUEST,
    response: RESPONSE,
    decision: { outcome: "refuse", reasons: [reason], templates: [], warnings: [], message, cause },
    milliseconds: 1.234,
  });
  return JSON.parse(lines[0] as string);
}

test("a fault of ours is logged with its place, and not with what it says", () => {
  const line = logged(new TypeError("cannot read 's3cr3t'"), "internal error");
  expect(line).toMatchObject({
    level: "ERROR",
    event: "refuse",
    reason: "internal-error",
    Failures: 1,
    milliseconds: 1.23,
  });
  expect(line.fault).toMatch(/^TypeError\n\s+at .*log\.test\.ts/);
  expect(JSON.stringify(line)).not.toContain("s3cr3t");
});

test("a long message is cut, so that the line stays one", () => {
  expect(logged(undefined, "x".repeat(5_000)).message).toHaveLength(1_000);
});

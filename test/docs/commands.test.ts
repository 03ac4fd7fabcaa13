import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { linkedClone, userEnvironment } from "./clone.ts";
import { documentedCommands } from "./commands.ts";
import { BEGINNINGS, DOCUMENTS, PLANS } from "./plan.ts";

jest.setTimeout(60_000);

const commands = documentedCommands();
const sessions = new Map<string, { place: string; text: string; output: string }[]>();
for (const { document, place, text, output } of commands) {
  if (output !== undefined)
    sessions.set(document, [...(sessions.get(document) ?? []), { place, text, output }]);
}

/** A line of "…" stands for any number of lines. */
function patternOf(output: string): RegExp {
  const parts = output.split(/^…\n/m).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}$`);
}

describe.each([...sessions])("%s is a terminal session that goes as it is printed:", (_, steps) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "remora-session-"));
    linkedClone(join(folder, "remora"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(steps.map((step) => [step.place, step] as const))("%s", (_place, { text, output }) => {
    // What goes to standard error is on the same terminal.
    const { stdout } = spawnSync("sh", ["-c", `exec 2>&1\n${text}`], {
      cwd: join(folder, "remora"),
      env: userEnvironment(),
      encoding: "utf8",
    });
    expect(stdout).toMatch(patternOf(output));
  });
});

test("the README has such a session, of the first ten minutes", () => {
  expect(sessions.get("README.md")?.length).toBeGreaterThan(7);
});

describe("npm run test:docs runs every other command, but for those with a reason:", () => {
  const others = commands.filter(({ output }) => output === undefined);
  test("there are many", () => expect(others.length).toBeGreaterThan(80));

  test("each that the plan speaks of is in a document", () => {
    const texts = others.map(({ text }) => text);
    expect(Object.keys(PLANS).filter((text) => !texts.includes(text))).toEqual([]);
    const documents = others.map(({ document }) => document);
    expect(Object.keys(DOCUMENTS).filter((document) => !documents.includes(document))).toEqual([]);
    const starts = Object.keys(BEGINNINGS);
    expect(starts.filter((start) => !texts.some((text) => text.startsWith(start)))).toEqual([]);
  });

  test("and every reason is one", () => {
    const plans = [PLANS, DOCUMENTS, BEGINNINGS].flatMap((map) => Object.values(map));
    const reasons = plans.flatMap((plan) =>
      "not" in plan ? [plan.not] : "elsewhere" in plan ? [plan.elsewhere] : [],
    );
    expect(reasons.filter((reason) => reason.length < 20)).toEqual([]);
  });
});

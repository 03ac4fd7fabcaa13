import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DRILLS, type Drill } from "../drills/drills.ts";
import { describe } from "../drills/outcome.ts";
import { type Outcomes, recover, Stage } from "../drills/stage.ts";
import type { World } from "../world.ts";

const DOCUMENT = join(import.meta.dirname, "../../../../docs/operations.md");
const PLACE = /(<!-- drills: written by npm run e2e -- --write -->\n)[\s\S]*?(<!-- end of drills -->)/;

/**
 * Breaks one thing at a time and creates a pod under each failure policy. What its author sees is what
 * docs/operations.md says.
 *
 * @param write puts what was seen into the document, instead of holding it against the document.
 */
export async function drills(world: World, write: boolean): Promise<void> {
  await Stage.addNamespaces(world);
  const rows: string[] = [];
  let stage: Stage | undefined;
  for (const drill of DRILLS) {
    await world.checks.check(`drill: ${drill.name}`, async () => {
      if (drill.before) {
        await stage?.close();
        drill.before(world);
        stage = await Stage.open(world);
      }
      stage ??= await inService(world);
      const outcomes = await take(stage, drill);
      const [fail, ignore] = [describe(outcomes.Fail), describe(outcomes.Ignore)];
      rows.push(`| ${drill.name} | ${fail} | ${ignore === fail ? "the same" : ignore} |`);
      assert.deepEqual({ Fail: outcomes.Fail.kind, Ignore: outcomes.Ignore.kind }, drill.expected);
    });
  }
  await stage?.close();
  const table = [
    "",
    "| what happens | under `Fail` | under `Ignore` |",
    "|---|---|---|",
    ...rows,
    "",
    "",
  ].join("\n");
  console.log(table);
  const document = readFileSync(DOCUMENT, "utf8");
  const current = document.replace(PLACE, (_, start, end) => `${start}${table}${end}`);
  if (write) writeFileSync(DOCUMENT, current);
  await world.checks.check("drills: docs/operations.md says what was seen", () => {
    assert.match(document, PLACE);
    assert.equal(document, write ? document : current);
  });
}

/** A function that has answered. */
async function inService(world: World): Promise<Stage> {
  const stage = await Stage.open(world);
  await isWell(stage);
  return stage;
}

/** Runs the drill, and sees that all is well again once what was broken works again. */
async function take(stage: Stage, drill: Drill): Promise<Outcomes> {
  try {
    return await drill.run(stage);
  } finally {
    recover(stage.world);
    if (!drill.final) {
      await stage.later(11);
      await isWell(stage);
    }
  }
}

async function isWell(stage: Stage): Promise<void> {
  const well = { kind: "injected", text: "" };
  assert.deepEqual(await stage.create(), { Fail: well, Ignore: well });
}

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What an example fails with. */
const FAILURE = `function failure(run: () => unknown): string {
  try {
    return \`no failure: \${run()}\`;
  } catch (error) {
    return (error as Error).message;
  }
}
`;

const blocks = [...readFileSync(`${ROOT}docs/gotemplate.md`, "utf8").matchAll(/```ts\n(.*?)```/gs)].map(
  ([, block = ""]) => block,
);

/** What the comments say that is printed: at the end of a console.log, or on the lines below it. */
function expectedOutput(block: string): string[] {
  return block.split("\n").flatMap((line) => {
    const match = /^(?:.*console\.log\(.*\); )?\/\/ ?(.*)$/.exec(line);
    return match === null ? [] : [match[1] as string];
  });
}

test("the examples of docs/gotemplate.md print what they say", () => {
  const folder = mkdtempSync(join(tmpdir(), "remora-docs-"));
  try {
    const file = join(folder, "examples.mts");
    const code = blocks
      .join("\n")
      .replaceAll('"remora/gotemplate"', JSON.stringify(`${ROOT}lib/gotemplate/index.ts`));
    writeFileSync(file, FAILURE + code);
    const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, [tsx, file], { encoding: "utf8", cwd: ROOT });
    expect(stderr).toBe("");
    const printed = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.trimEnd());
    expect(printed).toEqual(blocks.flatMap(expectedOutput));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

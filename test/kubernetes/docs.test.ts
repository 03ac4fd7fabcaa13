import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { structSchema } from "../../lib/kubernetes/schema/schema.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const DOCUMENT = readFileSync(join(ROOT, "docs/strategic-merge-patch.md"), "utf8");
const LIBRARY = join(ROOT, "lib/kubernetes/merge/strategic-merge-patch.ts");

/** What an example fails with. */
const FAILURE = `function failure(run: () => unknown): string {
  try {
    return \`no failure: \${run()}\`;
  } catch (error) {
    return (error as Error).message;
  }
}
`;

test("the example of docs/strategic-merge-patch.md prints what it says", () => {
  const example = /```ts\n(.*?)```/s.exec(DOCUMENT)?.[1] ?? "";
  const expected = [...example.matchAll(/(?:console\.log\(.*\); |^)\/\/ (.*)$/gm)].map((match) => match[1]);
  const folder = mkdtempSync(join(tmpdir(), "remora-docs-"));
  try {
    const file = join(folder, "example.mts");
    const code = example.replace('"remora/strategic-merge-patch"', JSON.stringify(LIBRARY));
    writeFileSync(file, FAILURE + code);
    const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, [tsx, file], { encoding: "utf8", cwd: ROOT });
    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual(expected);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test("its table of merge keys is the schema's", () => {
  const types = ["v1.ObjectMeta", "v1.PodSpec", "v1.PodStatus", "v1.Container", "v1.EphemeralContainer"];
  const fields = types.flatMap((type) => structSchema(type).jsonFields);
  const documented = new Map(
    [...DOCUMENT.matchAll(/^\| (.*) \| (?:`(\w+)`|a union) \|$/gm)].flatMap(([, lists = "", key = ""]) =>
      lists.split(", ").map((list) => [list.replace(" of a container", ""), key] as const),
    ),
  );
  const merging = fields.filter(
    ({ type, patchStrategy }) => type.kind === "slice" && patchStrategy.includes("merge"),
  );
  const declared = new Map(merging.map(({ jsonName, patchMergeKey }) => [jsonName, patchMergeKey]));
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(declared));
});

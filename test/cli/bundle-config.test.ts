import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { unpackLastResort } from "../../lib/sources/last-resort.ts";
import { run } from "../support/command.ts";

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "remora-bundle-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const INJECTOR = { values: "{}", rules: [{ name: "mark", overlay: "{metadata: {labels: {a: b}}}" }] };

describe("remora bundle-config with a file", () => {
  test("packs it for the next deployment of the stage, and says what is not in it", async () => {
    const { code, stderr } = await run(
      ["bundle-config", file("injector.json", INJECTOR), "--stage", "prod"],
      {
        cwd: folder,
      },
    );
    expect(stderr).toMatch(/^packed injector \([0-9a-f]{12}\)\nwithout the registry: /);
    expect(stderr).toMatch(/\nlast-resort\/prod\.json\.gz written, [\d,]+ bytes\n$/);
    expect(code).toBe(0);
    const { injectors, clusters, packedAt } = unpackLastResort(
      readFileSync(join(folder, "last-resort/prod.json.gz")),
    );
    expect(injectors).toEqual({ injector: { version: expect.any(String), source: INJECTOR } });
    expect(clusters).toBeUndefined();
    expect(Math.abs(Date.now() - Date.parse(packedAt))).toBeLessThan(3_600_000);
  });

  test("refuses what could not be served, and leaves what was there", async () => {
    const out = file("kept.json.gz", "as it was");
    const bad = file("bad.json", { ...INJECTOR, rules: [{ name: "mark", overlay: "{{ nope }}" }] });
    const { code, stderr } = await run(["bundle-config", bad, "--out", out], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain('function "nope" not defined');
    expect(readFileSync(out, "utf8")).toBe("as it was");
  });

  test("takes one name for one file", async () => {
    const args = ["bundle-config", file("injector.json", INJECTOR), "--name", "a", "--name", "b"];
    const { code, stderr } = await run(args, { cwd: folder });
    expect([code, stderr]).toEqual([1, "remora: a file is one injector; give it one --name\n"]);
  });
});

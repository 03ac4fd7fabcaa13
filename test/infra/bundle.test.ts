import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the bundle of the function is made of: every file of the project and every package, from esbuild's metafile. */
let files: string[];
let packages: string[];

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["handler/webhook.ts"],
    bundle: true,
    platform: "node",
    mainFields: ["module", "main"],
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs);
  files = inputs.filter((path) => !path.includes("node_modules/"));
  const names = inputs.map((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  packages = [...new Set(names.filter((name): name is string => name !== undefined))].sort();
});

describe("the function's bundle", () => {
  test("holds the handler and the library, and nothing of the command line, the playground, tools or tests", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((path) => !/^(handler|lib)\//.test(path))).toEqual([]);
  });

  test("holds no package that is only for developing", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
    expect(packages).toContain("@smithy/signature-v4");
    expect(packages.filter((name) => Object.hasOwn(devDependencies, name))).toEqual([]);
    expect(packages.filter((name) => name === "commander")).toEqual([]);
    expect(Object.keys(dependencies).length).toBeGreaterThan(0);
  });

  test("signs the one call that it makes, and holds no client of the SDK", () => {
    expect(packages.filter((name) => name.startsWith("@aws-sdk/"))).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { build } from "esbuild";
import { lambdaBundle, SET_ASIDE } from "../../tools/lambda-bundle.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the function is made of: every file of the project and every package, from esbuild's metafile. */
let files: string[];
let packages: string[];
/** Of those, the packages that every start reads. */
let atStart: string[];

beforeAll(async () => {
  const { metafile } = await build({
    ...lambdaBundle,
    absWorkingDir: ROOT,
    outdir: "dist/lambda",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.startsWith("set-aside:"));
  files = inputs.filter((path) => !path.includes("node_modules/"));
  packages = packagesOf(inputs);
  atStart = packagesOf(Object.keys(metafile.outputs["dist/lambda/webhook.cjs"]?.inputs ?? {}));
});

function packagesOf(paths: readonly string[]): string[] {
  const names = paths.map((path) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...new Set(names.filter((name): name is string => name !== undefined))].sort();
}

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

  test("has files of their own for packages that a start does not need", () => {
    expect(packages).toEqual(expect.arrayContaining([...SET_ASIDE]));
    expect(atStart.filter((name) => SET_ASIDE.includes(name))).toEqual([]);
  });

  test("signs the one call that it makes, and holds no client of the SDK", () => {
    expect(packages.filter((name) => name.startsWith("@aws-sdk/"))).toEqual([]);
  });
});

/**
 * What a user of the package gets: packs it as for the registry, installs the tarball in an empty folder,
 * type-checks and runs every TypeScript example of README.md and docs/library.md there, and the command. What an
 * example prints must be the ```text block behind it, where there is one.
 *
 *   npm run test:package
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Checks } from "../support/checks.ts";

const ROOT = join(import.meta.dirname, "../..");
const TSC = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
const home = mkdtempSync(join(tmpdir(), "remora-package-"));
const installed = join(home, "node_modules", "remora");
const checks = new Checks();

interface Example {
  readonly name: string;
  readonly code: string;
  readonly output: string | undefined;
}

const examples = ["README.md", "docs/library.md"].flatMap(examplesOf);

function examplesOf(document: string): Example[] {
  const blocks = readFileSync(join(ROOT, document), "utf8").matchAll(
    /```ts\n([\s\S]*?)```(?:\n\n?```text\n([\s\S]*?)```)?/g,
  );
  return [...blocks].map(([, code = "", output], i) => ({
    name: `${document}, example ${i + 1}`,
    code,
    output,
  }));
}

const fileOf = (index: number) => `example-${index}.mts`;

function run(command: string, args: readonly string[], cwd = home): string {
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`, { cause: error });
  }
}

function install(): void {
  run(process.execPath, ["tools/build.mjs", "cli", "lib"], ROOT);
  const [packed] = JSON.parse(
    run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", home], ROOT),
  );
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
  run("npm", [
    "install",
    "--omit=dev",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    join(home, packed.filename),
  ]);
}

function compile(): void {
  for (const [i, { code }] of examples.entries()) writeFileSync(join(home, fileOf(i)), code);
  const compilerOptions = {
    strict: true,
    target: "es2023",
    module: "nodenext",
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    outDir: "out",
    rootDir: ".",
  };
  const files = examples.map((_, i) => fileOf(i));
  writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  mkdirSync(join(home, "out"), { recursive: true });
  run(process.execPath, [TSC, "-p", home]);
}

try {
  await checks.check("the package is packed, and installs without anything else", install);
  await checks.check("holds what a user needs, and no sources, tests or records of the build", () => {
    assert.deepEqual(
      readdirSync(installed)
        .filter((name) => name !== "node_modules")
        .sort(),
      ["CHANGELOG.md", "LICENSE", "README.md", "dist", "docs", "examples", "package.json"],
    );
    const files = readdirSync(installed, { recursive: true }) as string[];
    assert.deepEqual(
      files.filter((file) => /(?<!\.d)\.ts$|meta\.json$/.test(file) && !file.startsWith("node_modules")),
      [],
    );
  });
  await checks.check("its types fit every example", compile);
  for (const [i, { name, output }] of examples.entries()) {
    await checks.check(
      `${name} runs${output === undefined ? "" : ", and prints what stands under it"}`,
      () => {
        const file = join(home, "out", fileOf(i).replace(".mts", ".mjs"));
        const printed = run(process.execPath, [file], join(installed, "examples"));
        if (output === undefined) assert.notEqual(printed, "");
        else assert.equal(printed, output);
      },
    );
  }
  await checks.check("the command runs from the package", () => {
    const remora = join(home, "node_modules", ".bin", "remora");
    const injected = run(remora, ["inject", "-f", join(installed, "examples/foo/deployment.yaml")]);
    assert.match(injected, /name: istio-proxy/);
  });
} finally {
  rmSync(home, { recursive: true });
}
checks.close();

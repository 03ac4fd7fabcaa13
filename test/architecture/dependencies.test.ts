import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

const ROOT = resolve(import.meta.dirname, "../..");

/** Which folders each folder may import from, besides itself: dependencies point one way. */
const MAY_IMPORT: Record<string, string[]> = {
  "lib/gotemplate": [],
  "lib/kubernetes": [],
  "lib/sprig": ["lib/gotemplate", "lib/kubernetes"],
  "lib/istio": ["lib/gotemplate", "lib/kubernetes", "lib/sprig"],
  "lib/injection": ["lib/gotemplate", "lib/kubernetes", "lib/sprig", "lib/istio"],
  "lib/rules": ["lib/gotemplate", "lib/kubernetes", "lib/istio", "lib/injection"],
  "lib/admission": ["lib/kubernetes", "lib/istio", "lib/injection", "lib/rules"],
  "lib/sources": ["lib/kubernetes", "lib/injection", "lib/rules", "lib/admission"],
  "lib/clusters": ["lib/kubernetes", "lib/injection", "lib/rules", "lib/admission", "lib/sources"],
  handler: ["lib/"],
  cli: ["lib/", "handler", "playground"],
  playground: ["lib/", "handler"],
  // The package's public entry.
  "lib/index.ts": ["lib/"],
};

const files = ["lib", "handler", "cli", "playground"]
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap(sourcesIn);

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|js)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

/** Relative imports, as paths from the project's folder. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const specifiers = text.matchAll(/(?:^|[^.\w])(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g);
  return [...specifiers].map(([, path]) => relative(ROOT, resolve(ROOT, dirname(file), path as string)));
}

const folderOf = (file: string) =>
  Object.keys(MAY_IMPORT).find((folder) => file === folder || file.startsWith(`${folder}/`)) as string;

test("every source file lies in a folder of the house", () => {
  expect(files.filter((file) => folderOf(file) === undefined)).toEqual([]);
});

describe("dependencies point one way", () => {
  test.each(files.map((file) => [file]))("%s", (file) => {
    const own = folderOf(file);
    const allowed = [own, ...(MAY_IMPORT[own] ?? [])];
    const wrong = importsOf(file).filter((path) => !allowed.some((folder) => path.startsWith(folder)));
    expect(wrong).toEqual([]);
  });
});

test("there are no barrel files inside lib/, but for the package's public entries", () => {
  const entries = ["lib/index.ts", "lib/gotemplate/index.ts", "lib/rules/index.ts"];
  expect(files.filter((file) => /^lib\/.*\bindex\.ts$/.test(file) && !entries.includes(file))).toEqual([]);
});

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { lambdaBundle, SET_ASIDE } from "../../tools/lambda-bundle.mjs";
import type { Code } from "./runtime-api.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export type Format = "cjs" | "esm";

/** Bundles an entry as tools/build.mjs bundles the function, into a folder of its own that holds nothing else. */
export function bundleAsShipped(entry: string, format: Format = "cjs"): Promise<Code> {
  const setAside = Object.fromEntries(SET_ASIDE.map((name) => [name, name]));
  return bundleInto({ ...lambdaBundle, entryPoints: { index: entry, ...setAside } }, format);
}

/** Bundles an entry as anybody would who wants it small. */
export function bundlePlainly(entry: string, format: Format): Promise<Code> {
  const options = { bundle: true, platform: "node", target: "node24", minify: true } as const;
  return bundleInto({ ...options, mainFields: ["module", "main"], entryPoints: { index: entry } }, format);
}

async function bundleInto(options: BuildOptions, format: Format): Promise<Code> {
  const folder = mkdtempSync(join(tmpdir(), "remora-task-"));
  await build({
    ...options,
    absWorkingDir: ROOT,
    outdir: folder,
    format,
    outExtension: { ".js": format === "cjs" ? ".cjs" : ".mjs" },
    logLevel: "error",
    // A CommonJS dependency inside of an ES module asks for Node's own modules by `require`.
    ...(format === "esm" && {
      banner: {
        js: 'import{createRequire as createRequireHere}from"node:module";const require=createRequireHere(import.meta.url);',
      },
    }),
  });
  return { folder, handler: "index.handler" };
}

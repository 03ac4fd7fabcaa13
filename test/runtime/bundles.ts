import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Code } from "./runtime-api.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export type Format = "cjs" | "esm";

/** Bundles an entry as tools/build.mjs bundles the function, into a folder of its own that holds nothing else. */
export async function bundleInto(entry: string, format: Format): Promise<Code> {
  const folder = mkdtempSync(join(tmpdir(), "remora-task-"));
  mkdirSync(folder, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: { index: entry },
    outdir: folder,
    outExtension: { ".js": format === "cjs" ? ".cjs" : ".mjs" },
    bundle: true,
    platform: "node",
    target: "node24",
    format,
    minify: true,
    keepNames: true,
    mainFields: ["module", "main"],
    legalComments: "none",
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

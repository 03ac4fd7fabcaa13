#!/usr/bin/env node
/**
 * Builds what is shipped, into dist/:
 *
 *   lambda  dist/lambda/*.cjs                the function: webhook.cjs and what it seldom needs, nothing left to install
 *   cli     dist/cli/remora.js               the `remora` command; its packages stay in node_modules
 *   lib     dist/lib/**.js and .d.ts         what `import … from "remora"` finds
 *   playground  dist/playground/             the page that `remora serve` shows
 *
 * `node tools/build.mjs` builds all; `node tools/build.mjs lambda` one. Beside each bundle lies its
 * `meta.json` (esbuild's metafile), which says what is in it and why.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { buildPage } from "./build-page.mjs";
import { lambdaBundle } from "./lambda-bundle.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Modules that share what they have in common, and find their packages in node_modules. */
const MODULES = {
  format: "esm",
  target: "node20",
  splitting: true,
  packages: "external",
  // There is none in a module; esbuild would put one there that only throws.
  define: { require: "undefined" },
};

const parts = {
  lambda: () => bundle("lambda", lambdaBundle),

  cli: () => bundle("cli", { entryPoints: { remora: "cli/main.ts" }, ...MODULES }),

  lib: async () => {
    const entries = librarySources();
    await bundle("lib", { entryPoints: entries, ...MODULES });
    declareTypes(Object.values(entries));
  },

  playground: async () => {
    const outdir = join(root, "dist", "playground");
    rmSync(outdir, { recursive: true, force: true });
    mkdirSync(outdir, { recursive: true });
    for (const [file, text] of Object.entries(await buildPage())) {
      writeFileSync(join(outdir, file), text);
      console.error(`dist/playground/${file}  ${(gzipSync(text).length / 1024).toFixed(0)} KB gzipped`);
    }
  },
};

/** The public entries, from package.json's `exports`: { "gotemplate/index": "lib/gotemplate/index.ts", … } */
function librarySources() {
  const entries = {};
  for (const target of Object.values(manifest.exports ?? {})) {
    const path = target.import?.match(/^\.\/dist\/lib\/(.*)\.js$/)?.[1];
    if (path) entries[path] = `lib/${path}.ts`;
  }
  return entries;
}

async function bundle(name, options) {
  const outdir = join(root, "dist", name);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const result = await build({
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    charset: "utf8",
    logLevel: "warning",
    metafile: true,
    outdir,
    ...options,
  });
  writeFileSync(join(outdir, "meta.json"), JSON.stringify(result.metafile));
  for (const [file, { bytes, entryPoint }] of Object.entries(result.metafile.outputs)) {
    if (Object.values(options.entryPoints).includes(entryPoint))
      console.error(`${relative(root, join(root, file))}  ${(bytes / 1024).toFixed(0)} KB`);
  }
}

function declareTypes(files) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  const config = join(root, "dist", "tsconfig.lib.json");
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: join(root, "lib"),
    outDir: join(root, "dist", "lib"),
    types: ["node"],
  };
  const include = files.map((file) => join(root, file));
  writeFileSync(
    config,
    JSON.stringify({ extends: "../tsconfig.json", compilerOptions, include, exclude: [] }, null, 2),
  );
  const { status } = spawnSync(process.execPath, [tsc, "-p", config], { stdio: ["ignore", 2, 2] });
  rmSync(config);
  if (status !== 0) throw new Error("the declarations of the library did not compile");
}

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  if (!Object.hasOwn(parts, name)) {
    console.error(`build: no part ${JSON.stringify(name)}; have ${Object.keys(parts).join(", ")}`);
    process.exit(1);
  }
  await parts[name]();
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const PAGE = fileURLToPath(new URL("../playground/page", import.meta.url));

/**
 * Builds the playground's page.
 *
 * @returns {Promise<Record<string, string>>} its files by name: index.html, app.js, app.css
 */
export async function buildPage() {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(PAGE, "main.ts"), out: "app" },
      { in: join(PAGE, "app.css"), out: "app" },
    ],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    write: false,
    outdir: PAGE,
  });
  const files = outputFiles.map(({ path, text }) => [path.slice(PAGE.length + 1), text]);
  return { "index.html": await readFile(join(PAGE, "index.html"), "utf8"), ...Object.fromEntries(files) };
}

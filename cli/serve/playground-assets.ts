import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Assets } from "../../playground/server/playground.ts";
import { packageFile } from "../paths.ts";

let assets: Promise<Assets> | undefined;

/** The page's files: built from its sources where these are at hand, as in a checkout, or else as they were shipped. */
export function pageAssets(): Promise<Assets> {
  assets ??= existsSync(packageFile("playground", "page", "main.ts")) ? built() : shipped();
  return assets;
}

async function built(): Promise<Assets> {
  const { buildPage } = await import(packageFile("tools", "build-page.mjs"));
  return buildPage();
}

async function shipped(): Promise<Assets> {
  const names = ["index.html", "app.js", "app.css"];
  const texts = names.map(async (name) => [
    name,
    await readFile(join(packageFile("dist", "playground"), name), "utf8"),
  ]);
  return Object.fromEntries(await Promise.all(texts));
}

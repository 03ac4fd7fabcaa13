/** Slash-separated paths, as Go's path package; the `os` forms are those of Linux, which are the same. */

import { type FuncMap, fn } from "../gotemplate/values.ts";

const funcs = {
  base: fn("func(path string) string", base),
  dir: fn("func(path string) string", (path) => clean(path.slice(0, path.lastIndexOf("/") + 1))),
  clean: fn("func(path string) string", clean),
  ext: fn("func(path string) string", (path) => /\.[^./]*$/.exec(path)?.[0] ?? ""),
  isAbs: fn("func(path string) bool", (path) => path.startsWith("/")),
};

export const pathFuncs: FuncMap = {
  ...funcs,
  osBase: funcs.base,
  osDir: funcs.dir,
  osClean: funcs.clean,
  osExt: funcs.ext,
  osIsAbs: funcs.isAbs,
};

function base(path: string): string {
  if (path === "") return ".";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** The shortest equivalent: no "//", no ".", no ".." that has something to go up from. */
function clean(path: string): string {
  const rooted = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || (!rooted && (kept.length === 0 || kept.at(-1) === ".."))) kept.push(part);
    else kept.pop();
  }
  const joined = kept.join("/");
  if (rooted) return `/${joined}`;
  return joined === "" ? "." : joined;
}

import { existsSync, readFileSync } from "node:fs";
import { homedir, platform } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A path as whoever typed it meant it: relative to the folder they stand in. `npm run remora` and
 * `npm start` change into the project's folder first, and keep the caller's in INIT_CWD.
 */
export function callerPath(path: string): string {
  return resolve(callerFolder(), path);
}

/** A path as whoever stands in that folder would write it. */
export function shortPath(path: string): string {
  const short = relative(callerFolder(), path);
  return short.startsWith("..") ? path : short;
}

/** Where whoever typed the command stands. */
export function callerFolder(): string {
  const { INIT_CWD, npm_package_name } = process.env;
  return npm_package_name === "remora" && INIT_CWD ? INIT_CWD : process.cwd();
}

/** A file of the package itself (examples, …), from the sources and from the built command alike. */
export function packageFile(...parts: string[]): string {
  return join(packageRoot(), ...parts);
}

/** Of the package: "0.1.0". */
export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile("package.json"), "utf8")).version;
}

/** Where what can be made again is kept, by the custom of the platform. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, "remora");
  if (platform() === "win32") return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "remora");
  return platform() === "darwin"
    ? join(homedir(), "Library", "Caches", "remora")
    : join(homedir(), ".cache", "remora");
}

let root: string | undefined;

function packageRoot(): string {
  root ??= findPackageRoot(dirname(fileURLToPath(import.meta.url)));
  return root;
}

function findPackageRoot(folder: string): string {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "remora") return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("cannot find the folder of the package remora");
  return findPackageRoot(parent);
}

import { resolve } from "node:path";

/**
 * A path as whoever typed it meant it: relative to the folder they stand in. `npm run remora` and
 * `npm start` change into the project's folder first, and keep the caller's in INIT_CWD.
 */
export function callerPath(path: string): string {
  const { INIT_CWD, npm_package_name } = process.env;
  const folder = npm_package_name === "remora" && INIT_CWD ? INIT_CWD : process.cwd();
  return resolve(folder, path);
}

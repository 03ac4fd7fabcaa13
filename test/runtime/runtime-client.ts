import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { node24 } from "../support/node24.ts";

/**
 * Installs Lambda's runtime client beside this file, where it is missing. It compiles: a minute or two with cmake,
 * make and g++. Its addon is one of Node-API, so the headers of the Node that runs this do; node-gyp would download
 * others.
 */
export function installRuntimeClient(): void {
  const folder = import.meta.dirname;
  if (existsSync(join(folder, "node_modules/aws-lambda-ric/rapid-client.node"))) return;
  const node = dirname(dirname(process.execPath));
  const headers = existsSync(join(node, "include/node/node_api.h")) && { npm_config_nodedir: node };
  const env = { ...process.env, ...headers, PATH: [node24(), process.env.PATH].join(delimiter) };
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: folder,
    env,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("npm ci in test/runtime failed; it needs cmake, make and g++");
}

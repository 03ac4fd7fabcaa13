import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const PACKED = "dist/lambda/last-resort.json.gz";
const DAY = 86_400_000;
/** After so many days an operator should hear that it is old. */
const OLD = 7;

/**
 * Bundles the function before the framework packs it; with it goes what `remora bundle-config` has written for
 * the stage, and the function is told where that is.
 */
export default class BuildPlugin {
  constructor(serverless, _options, { log }) {
    this.serverless = serverless;
    this.log = log;
    this.hooks = { "before:package:createDeploymentArtifacts": () => this.build() };
  }

  build() {
    const cwd = this.serverless.serviceDir;
    execFileSync(process.execPath, ["tools/build.mjs", "lambda"], { cwd, stdio: ["ignore", 2, 2] });
    const { provider } = this.serverless.service;
    const file = join(cwd, "last-resort", `${provider.stage}.json.gz`);
    if (!existsSync(file)) return;
    copyFileSync(file, join(cwd, PACKED));
    provider.environment.REMORA_LAST_RESORT = PACKED;
    this.describe(file, provider.stage);
  }

  describe(file, stage) {
    const { packedAt, injectors, clusters } = JSON.parse(gunzipSync(readFileSync(file)));
    const names = Object.keys(injectors).join(", ");
    this.log.notice(
      `Packs the last resort of ${packedAt}: ${names}; ${clusters ? "with" : "without"} the registry of clusters.`,
    );
    const days = Math.floor((Date.now() - Date.parse(packedAt)) / DAY);
    if (days >= OLD)
      this.log.warning(`It is ${days} days old; remora bundle-config --stage ${stage} makes it anew.`);
  }
}

import { execFileSync } from "node:child_process";

/** Bundles the function before the framework packs it. */
export default class BuildPlugin {
  constructor(serverless) {
    const build = () =>
      execFileSync(process.execPath, ["tools/build.mjs", "lambda"], {
        cwd: serverless.serviceDir,
        stdio: ["ignore", 2, 2],
      });
    this.hooks = { "before:package:createDeploymentArtifacts": build };
  }
}

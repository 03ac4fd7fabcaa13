#!/usr/bin/env node
import { Command } from "commander";
import * as cluster from "./cluster.ts";
import * as explain from "./explain.ts";
import { report } from "./fail.ts";
import * as inject from "./inject.ts";
import { packageVersion } from "./paths.ts";
import * as serve from "./serve.ts";
import * as template from "./template.ts";
import * as webhook from "./webhook.ts";

const program = new Command("remora")
  .description("Istio's sidecar injection, and any other sidecar, as a serverless admission webhook")
  .version(packageVersion());

/** Each sub-command has a file of its own under cli/ that exports `register(program)`; they are listed here. */
for (const { register } of [serve, inject, explain, webhook, cluster, template]) register(program);

// Whoever read our output has seen enough: `remora inject … | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

try {
  await program.parseAsync();
} catch (error) {
  report(error);
}

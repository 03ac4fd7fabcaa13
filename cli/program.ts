import { Command } from "commander";
import * as bench from "./bench.ts";
import * as bundleConfig from "./bundle-config.ts";
import * as cluster from "./cluster.ts";
import * as completion from "./completion.ts";
import * as doctor from "./doctor.ts";
import * as explain from "./explain.ts";
import * as inject from "./inject.ts";
import { packageVersion } from "./paths.ts";
import * as serve from "./serve.ts";
import * as template from "./template.ts";
import * as verify from "./verify.ts";
import * as webhook from "./webhook.ts";

/** The whole command: each sub-command has a file of its own that exports `register(program)`, listed here. */
export function remora(): Command {
  const program = new Command("remora")
    .description("Istio's sidecar injection, and any other sidecar, as a serverless admission webhook")
    .version(packageVersion())
    .addHelpText("after", EXAMPLES)
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: (command-argument )?/, "remora: ")),
    })
    .showHelpAfterError("--help shows the options, and examples.");
  for (const { register } of [
    serve,
    inject,
    explain,
    webhook,
    cluster,
    doctor,
    verify,
    template,
    bundleConfig,
    bench,
    completion,
  ])
    register(program);
  return program;
}

const EXAMPLES = `
Examples:
  remora serve
  remora inject -f deployment.yaml -o diff
  remora explain -f deployment.yaml
  remora template import --out injector.json
  remora cluster add prod-1 --webhook | kubectl apply -f -`;

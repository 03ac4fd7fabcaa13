import type { Command } from "commander";
import { addInServiceOptions, type InServiceOptions } from "./in-service.ts";
import { addOutputOption, type OutputFormat } from "./output.ts";

export interface DoctorOptions extends InServiceOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly url?: string;
  readonly tokenFile?: string;
  readonly caBundle?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly istioNamespace: string;
  readonly output: OutputFormat;
}

/** `remora doctor`: which link of the chain from the API server to the answer is broken. */
export function register(program: Command): void {
  const command = program
    .command("doctor")
    .description(
      "walk the way of a webhook call step by step, and say which step fails, why, and which command mends it",
    )
    .option("--kubeconfig <file>", "the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)")
    .option("--context <name>", "the context in it (default: the current one)")
    .option("--cluster <name>", "the cluster's name in the registry (default: as its webhook's URL says)")
    .option(
      "--url <url>",
      "call this in place of what is registered: as https://webhook.example.com, or with a whole path; without --kubeconfig and --context, no cluster is looked at",
    )
    .option("--token-file <file>", "with --url: a file that holds the cluster's token")
    .option("--ca-bundle <file>", "with --url: PEM of the endpoint's CA, where its certificate is not public")
    .option("--client-certificate <file>", "PEM, where the endpoint asks for one (mutual TLS)")
    .option("--client-key <file>", "its key")
    .option("--istio-namespace <name>", "the namespace that Istio is installed in", "istio-system");
  addOutputOption(addInServiceOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (options: DoctorOptions) => {
      const { finding } = await import("./finding.ts");
      const { doctor } = await import("./doctor/run.ts");
      await finding(() => doctor(options));
    });
}

const EXAMPLES = `
The steps: kubernetes, registered, manifest (against what remora webhook renders), overlap (with istiod's own webhook),
dns, tcp, tls, http, token, review, api-server (the API server's own call), events (tokens that failed calls left
there), drift (what istiod reads in the cluster against what is in service; with --stage, --registry or --injector).

It creates nothing: the review and the pod are dry runs. It never prints a token.

Exit code 0: nothing is wrong. 1: a step failed. 2: it could not look.

Examples:
  remora doctor
  remora doctor --context prod-1 --stage prod
  remora doctor --url https://webhook.example.com --cluster prod-1 --token-file token
  remora doctor --url https://127.0.0.1:8443/inject --ca-bundle ca.pem -o json`;

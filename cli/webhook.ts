import { type Command, InvalidArgumentError } from "commander";
import { collect } from "./injector-options.ts";
import { addRegistryOptions, type RegistryOptions } from "./registry.ts";

export interface WebhookCommandOptions extends RegistryOptions {
  readonly cluster: string;
  readonly url?: string;
  readonly network?: string;
  readonly tokenFile?: string;
  readonly caBundle?: string;
  readonly revision?: string;
  readonly tag?: string;
  readonly enableNamespacesByDefault?: true;
  readonly failurePolicy?: "Fail" | "Ignore";
  readonly timeout?: number;
  readonly injector?: string[];
}

/** `remora webhook`: the manifest that makes a cluster call. */
export function register(program: Command): void {
  const command = program
    .command("webhook")
    .description("print the MutatingWebhookConfiguration of a cluster")
    .requiredOption("--cluster <name>", "the cluster's name in the registry")
    .option(
      "--url <base>",
      "where the webhook is served, as https://webhook.example.com; without it the cluster's entry is asked, then the stage's deployment; with it no registry is needed",
      baseUrl,
    );
  addRegistryOptions(command)
    .option("--network <network>", "its Istio network (default: what the cluster's entry says)")
    .option("--token-file <file>", "a file that holds the cluster's token (the registry has its hash alone)")
    .option("--ca-bundle <file>", "PEM of the endpoint's CA, where its certificate is not public")
    .option("--revision <revision>", "Istio's revision, one of the cluster's entry (default: its own)")
    .option("--tag <tag>", "a revision tag to render the webhooks for")
    .option("--enable-namespaces-by-default", "inject into namespaces without any label too")
    .option("--failure-policy <policy>", "Fail or Ignore", failurePolicy)
    .option("--timeout <seconds>", "how long the API server waits, 1 to 30", timeout)
    .option(
      "--injector <file>",
      "the injector's configuration, whose rules say what else to call for; may be given several times (default, without --url: the injector that the stage serves to the cluster)",
      collect,
    )
    .addHelpText("after", EXAMPLES)
    .action(async (options: WebhookCommandOptions) => {
      const { webhook } = await import("./webhook/run.ts");
      await webhook(options);
    });
}

const EXAMPLES = `
What the cluster calls for is what Istio's chart would have it call for; and, where the injector has rules, what these
match (docs/rules.md).

Examples:
  remora webhook --cluster prod-1 --url https://webhook.example.com --token-file token | kubectl diff -f -
  remora webhook --cluster dev --url https://127.0.0.1:8443 --injector examples/three-replicas/injector.yaml
  remora cluster add prod-1 --url https://webhook.example.com --webhook | kubectl apply -f -`;

/** Kubernetes calls a webhook by HTTPS alone. */
export function baseUrl(value: string): string {
  if (URL.canParse(value) && new URL(value).protocol === "https:") return value;
  throw new InvalidArgumentError("It is as https://webhook.example.com.");
}

function failurePolicy(value: string): "Fail" | "Ignore" {
  if (value !== "Fail" && value !== "Ignore") throw new InvalidArgumentError("Allowed are Fail and Ignore.");
  return value;
}

function timeout(value: string): number {
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 30)
    throw new InvalidArgumentError("It is a number from 1 to 30.");
  return seconds;
}

import type { Command } from "commander";
import { addInServiceOptions, type InServiceOptions } from "./in-service.ts";
import { addOutputOption, type OutputFormat } from "./output.ts";

export interface VerifyOptions extends InServiceOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly istioNamespace: string;
  readonly output: OutputFormat;
}

/** `remora verify`: what `failurePolicy: Ignore`, labels and restarts hide. */
export function register(program: Command): void {
  const command = program
    .command("verify")
    .description("list the pods of a cluster whose sidecar is missing or of another version, and say why")
    .option("--kubeconfig <file>", "the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)")
    .option("--context <name>", "the context in it (default: the current one)")
    .option("-n, --namespace <name>", "one namespace (default: all)")
    .option("--istio-namespace <name>", "the namespace that Istio is installed in", "istio-system");
  addOutputOption(addInServiceOptions(command))
    .addHelpText("after", EXAMPLES)
    .action(async (options: VerifyOptions) => {
      const { finding } = await import("./finding.ts");
      const { verify } = await import("./verify/run.ts");
      await finding(() => verify(options));
    });
}

const EXAMPLES = `
It only reads: pods, namespaces, webhook configurations, Istio's ConfigMaps. With --stage, --registry or --injector
it also injects every pod anew, here, and compares: another version is another image (its name and tag), other
containers, init containers or volumes, or another revision. And it compares what istiod reads in the cluster with
what is in service.

Exit code 0: all is as it should be. 1: something is not. 2: it could not look.

Examples:
  remora verify
  remora verify --context prod-1 -n shop --stage prod
  remora verify --registry clusters.yaml --injector injector.json
  remora verify --stage prod -o json | jq -r '.wrong[] | [.namespace, .pod, .verdict] | @tsv'`;

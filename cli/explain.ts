import { type Command, Option } from "commander";
import { addInjectorOptions, type InjectorOptions } from "./injector-options.ts";

export interface ExplainOptions extends InjectorOptions {
  readonly filename: string;
  readonly output: "text" | "json" | "yaml";
  readonly namespace?: string;
  readonly namespaceLabels?: string;
  readonly cluster?: string;
  readonly clusters?: string;
}

/** `remora explain`: why a pod is injected or not, and where each field comes from. */
export function register(program: Command): void {
  const command = program
    .command("explain")
    .description("say whether a pod would be injected, by which rule, and where each field would come from")
    .requiredOption("-f, --filename <file>", "a pod, or a workload whose pod it is; - is stdin")
    .addOption(
      new Option("-o, --output <format>", "what to print").choices(["text", "json", "yaml"]).default("text"),
    )
    .option("-n, --namespace <name>", "of an object that names none (default: default)")
    .option(
      "--namespace-labels <labels>",
      "of the namespace, as istio-injection=enabled,team=shop: say which webhook would be called, too",
    )
    .option("--cluster <name>", "the cluster that calls")
    .option("--clusters <file>", "a registry of clusters, for that cluster's overlay, revision and network");
  addInjectorOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: ExplainOptions) => {
      const { explain } = await import("./explain/run.ts");
      await explain(options);
    });
}

const EXAMPLES = `
The pod is decided on by the webhook's rules. Exit code 1: it would be refused.

Examples:
  remora explain -f examples/foo/deployment.yaml
  kubectl get pod web-0 -n shop -o yaml | remora explain -f - --injector injector.yaml
  remora explain -f pod.yaml --namespace shop --namespace-labels istio-injection=enabled
  remora explain -f pod.yaml --cluster prod-1 --clusters clusters.yaml -o json`;

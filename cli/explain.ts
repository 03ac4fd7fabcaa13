import type { Command } from "commander";
import { addChoiceOptions, type ChoiceOptions } from "./chosen-injector.ts";
import { addOutputOption, type OutputFormat } from "./output.ts";

export interface ExplainOptions extends ChoiceOptions {
  readonly filename: string;
  readonly output: OutputFormat;
  readonly namespace?: string;
  readonly namespaceLabels?: string;
}

/** `remora explain`: why a pod is injected or not, and where each field comes from. */
export function register(program: Command): void {
  const command = program
    .command("explain")
    .description("say whether a pod would be injected, by which rule, and where each field would come from")
    .requiredOption(
      "-f, --filename <file>",
      "a pod, a workload whose pod it is, or a List of them; - is stdin",
    )
    .option("-n, --namespace <name>", "of an object that names none (default: default)")
    .option(
      "--namespace-labels <labels>",
      "of the namespace, as istio-injection=enabled,team=shop: say which webhook would be called, too",
    );
  addChoiceOptions(addOutputOption(command))
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
  remora explain -f pod.yaml --cluster dev --registry clusters.yaml -o json
  remora explain -f pod.yaml --cluster prod-1 --stage prod`;

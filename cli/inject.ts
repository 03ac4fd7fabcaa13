import { type Command, Option } from "commander";
import { addChoiceOptions, type ChoiceOptions } from "./chosen-injector.ts";

export interface InjectOptions extends ChoiceOptions {
  readonly filename: string[];
  readonly output: "yaml" | "json" | "patch" | "diff";
  readonly webhook?: true;
  readonly namespace?: string;
  readonly path: string;
}

/** `remora inject`: what `istioctl kube-inject` does, offline. */
export function register(program: Command): void {
  const command = program
    .command("inject")
    .description(
      "inject sidecars into workloads of a file, by Istio and by rules; the rest of it stays as it is written",
    )
    .requiredOption(
      "-f, --filename <file...>",
      "YAML or JSON with any number of documents; - is stdin; several, or given several times",
    )
    .addOption(
      new Option("-o, --output <format>", "what to print")
        .choices(["yaml", "json", "patch", "diff"])
        .default("yaml"),
    )
    .option(
      "--webhook",
      "by the webhook's rules in place of kube-inject's: all templates, ProxyConfig resources",
    )
    .option("-n, --namespace <name>", "of objects that name none")
    .addOption(new Option("--path <path>", "the webhook's URL path").default("/inject").conflicts("cluster"));
  addChoiceOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: InjectOptions) => {
      const { injectFiles } = await import("./inject/run.ts");
      await injectFiles(options);
    });
}

const EXAMPLES = `
Workloads are Pod, Deployment, DaemonSet, StatefulSet, ReplicaSet, ReplicationController, Job, CronJob, and
Lists of them. Rules (docs/rules.md) apply to their pods, and to whole documents of the resources that they name.
Without an injector's files, the example injector is used. With --cluster, all is as that cluster's webhook does it.
Exit code 1: one could not be injected; nothing is printed then.

Examples:
  remora inject -f deployment.yaml | kubectl apply -f -
  kubectl apply -f <(remora inject -f deployment.yaml)
  remora inject -f deployment.yaml -o diff
  remora inject -f deployment.yaml --injector examples/default-resources/injector.yaml
  helm template app ./chart | remora inject -f - --injector injector.yaml --webhook --namespace shop
  remora inject -f deployment.yaml --from secret --stage prod
  remora inject -f deployment.yaml --cluster prod-1 --stage prod
  remora inject -f deployment.yaml --cluster dev --registry clusters.yaml --injector injector.yaml`;

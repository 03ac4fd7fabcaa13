import type { Command } from "commander";

export interface ImportOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace: string;
  readonly revision?: string;
  readonly file?: readonly string[];
  readonly from?: string;
  readonly out: string;
}

/** `remora template import`: an injector's configuration, from where it is now. */
export function register(group: Command): void {
  group
    .command("import")
    .description(
      "collect an injector's configuration: from a cluster that Istio is installed in, or from files",
    )
    .option("--kubeconfig <file>", "the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)")
    .option("--context <name>", "the context in it (default: the current one)")
    .option("--namespace <name>", "the namespace that Istio is installed in", "istio-system")
    .option("--revision <name>", "the revision to take, where there are several")
    .option(
      "-f, --file <file...>",
      "files in place of a cluster: ConfigMaps, or all that Helm or istioctl rendered; - is standard input",
    )
    .option("--from <format>", "k8s-sidecar-injector: the files are configurations of that injector")
    .option("-o, --out <file>", "where to write it; - is standard output", "-")
    .addHelpText("after", EXAMPLES)
    .action(async (options: ImportOptions) => {
      const { importInjector } = await import("./template/import.ts");
      await importInjector(options);
    });
}

const EXAMPLES = `
Examples:
  remora template import --out injector.json
  remora template import --context prod-1 --revision 1-30 --out injector-1-30.json
  helm template istiod istio/istiod -n istio-system | remora template import -f - -o injector.json
  remora template import --from k8s-sidecar-injector -f sidecars/*.yaml -o injector.json`;

import type { Command } from "commander";

export interface VerifyOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** `remora verify`: what `failurePolicy: Ignore` hides. */
export function register(program: Command): void {
  program
    .command("verify")
    .description("list the pods of a cluster that should have a sidecar and have none, and say why")
    .option("--kubeconfig <file>", "the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)")
    .option("--context <name>", "the context in it (default: the current one)")
    .option("-n, --namespace <name>", "one namespace (default: all)")
    .addHelpText(
      "after",
      `
It ends with 1 where it finds any. It only reads: pods, namespaces, webhook configurations.

Examples:
  remora verify
  remora verify --context prod-1 -n shop`,
    )
    .action(async (options: VerifyOptions) => {
      const { verify } = await import("./verify/run.ts");
      await verify(options);
    });
}

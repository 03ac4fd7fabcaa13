import type { Command } from "commander";
import { addInjectorOptions, type InjectorOptions } from "./injector-options.ts";

/** `remora template validate` and `remora template diff`: an injector's configuration before it is served. */
export function register(group: Command): void {
  addInjectorOptions(
    group
      .command("validate")
      .description("compile an injector, inject sample pods with it, and report what looks wrong")
      .argument("[file...]", "the injector's configuration")
      .option("--pods <file>", "pods to inject in place of the samples: kubectl get pods -A -o yaml")
      .option("--list-values", "list the values that are read and not set, or set and not read")
      .option("--strict", "exit with 1 for warnings, too"),
  )
    .addHelpText("after", VALIDATE_EXAMPLES)
    .action(
      async (
        files: string[],
        options: InjectorOptions & { pods?: string; strict?: true; listValues?: true },
      ) => {
        const { validate } = await import("./template/validate.ts");
        await validate({ ...options, injector: [...files, ...(options.injector ?? [])] }, options);
      },
    );
  group
    .command("diff <before> <after>")
    .description("show what would change in pods if one injector took another's place")
    .option("--pods <file>", "pods to inject in place of the samples: kubectl get pods -A -o yaml")
    .option("--exit-code", "exit with 1 where something would change, as diff does")
    .addHelpText("after", DIFF_EXAMPLES)
    .action(async (before: string, after: string, options: { pods?: string; exitCode?: true }) => {
      const { diff } = await import("./template/validate.ts");
      await diff(before, after, options);
    });
}

const VALIDATE_EXAMPLES = `
Pods that are refused are warned of. The exit code is 1 where the injector cannot be used.

Examples:
  remora template validate injector.json
  remora template validate --config config.yaml --values values.yaml --mesh mesh.yaml`;

const DIFF_EXAMPLES = `
Examples:
  remora template diff injector-1-29.json injector-1-30.json
  kubectl get pods -A -o yaml > pods.yaml; remora template diff a.json b.json --pods pods.yaml`;

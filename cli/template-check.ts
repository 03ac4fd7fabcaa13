import type { Command } from "commander";
import { addInjectorOptions, type InjectorOptions } from "./injector-options.ts";
import { addOutputOption } from "./output.ts";
import type { DiffOptions } from "./template/diff.ts";
import type { ValidateOptions } from "./template/validate.ts";

const PODS = "pods to inject in place of the samples: kubectl get pods -A -o yaml";

/** `remora template validate` and `remora template diff`: an injector's configuration before it is served. */
export function register(group: Command): void {
  const validating = group
    .command("validate")
    .description("compile an injector, inject sample pods with it, and report what looks wrong")
    .argument("[file...]", "the injector's configuration, as of --injector (default: the example)")
    .option("--pods <file>", PODS)
    .option("--list-values", "list the values that are read and not set, or set and not read")
    .option("--strict", "exit with 1 for warnings, too");
  addInjectorOptions(addOutputOption(validating))
    .addHelpText("after", VALIDATE_EXAMPLES)
    .action(async (files: string[], options: InjectorOptions & ValidateOptions) => {
      const { validate } = await import("./template/validate.ts");
      await validate({ ...options, injector: [...files, ...(options.injector ?? [])] }, options);
    });
  const comparing = group
    .command("diff <before> <after>")
    .description("show what would change in pods if one injector took another's place")
    .option("--pods <file>", PODS)
    .option("--exit-code", "exit with 1 where something would change, as diff does");
  addOutputOption(comparing)
    .addHelpText("after", DIFF_EXAMPLES)
    .action(async (before: string, after: string, options: DiffOptions) => {
      const { diff } = await import("./template/diff.ts");
      await diff(before, after, options);
    });
}

const VALIDATE_EXAMPLES = `
Every template is tried, also those that no pod gets by itself. Pods that would be refused are warned of. The exit code
is 1 where the injector cannot be used.

Examples:
  remora template validate injector.json
  remora template validate injector.json --strict --list-values
  remora template validate --config config.yaml --values values.yaml --mesh mesh.yaml`;

const DIFF_EXAMPLES = `
Pods of a cluster are taken as they were before they were injected, and one for all of its controller.

Examples:
  remora template diff injector-1-29.json injector-1-30.json
  kubectl get pods -A -o json | remora template diff injector-1-29.json injector-1-30.json --pods -`;

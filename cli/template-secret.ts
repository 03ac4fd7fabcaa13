import type { Command } from "commander";
import { addOutputOption, type OutputFormat } from "./output.ts";
import { addStageOptions, type StageOptions } from "./registry.ts";

export interface SecretOptions extends StageOptions {
  readonly name: string;
}

/** `remora template push|pull|versions|rollback|promote`: the injector's secret and its versions. */
export function register(group: Command): void {
  const command = (usage: string, description: string, examples: string) =>
    addStageOptions(group.command(usage).description(description))
      .option("--name <name>", "the injector's name below the prefix", "injector")
      .addHelpText("after", `\nExamples:\n${examples}`);

  command(
    "push <file>",
    "check an injector's configuration, show what it changes in pods, and put it into service",
    "  remora template push injector.json --stage prod\n  remora template push injector.json --stage prod --candidate",
  )
    .option("--candidate", "as AWSPENDING: only for the pods that a cluster's candidate chooses")
    .option("-y, --yes", "do not ask")
    .action(async (file: string, options: SecretOptions & { candidate?: true; yes?: true }) => {
      const { push } = await import("./template/secret.ts");
      await push(file, options);
    });
  command(
    "pull",
    "print the configuration that is in service",
    "  remora template pull --stage prod > injector.json\n  remora template pull --candidate",
  )
    .option("--candidate", "the one on trial (AWSPENDING)")
    .option("--version <id>", "a version by its id (see remora template versions)")
    .action(async (options: SecretOptions & { candidate?: true; version?: string }) => {
      const { pull } = await import("./template/secret.ts");
      await pull(options);
    });
  addOutputOption(
    command(
      "versions",
      "list the versions, newest first, and which of them is served",
      "  remora template versions --stage prod\n  remora template versions --stage prod --output json",
    ),
  ).action(async (options: SecretOptions & { output: OutputFormat }) => {
    const { versions } = await import("./template/secret.ts");
    await versions(options);
  });
  command(
    "rollback",
    "serve the version before the one in service",
    "  remora template rollback --stage prod\n  remora template rollback --stage prod --yes",
  )
    .option("--to <id>", "a version by its id")
    .option("-y, --yes", "do not ask")
    .action(async (options: SecretOptions & { to?: string; yes?: true }) => {
      const { rollback } = await import("./template/secret.ts");
      await rollback(options);
    });
  command(
    "promote",
    "serve the candidate (AWSPENDING) to everybody",
    "  remora template promote --stage prod --yes",
  )
    .option("-y, --yes", "do not ask")
    .action(async (options: SecretOptions & { yes?: true }) => {
      const { promote } = await import("./template/secret.ts");
      await promote(options);
    });
}

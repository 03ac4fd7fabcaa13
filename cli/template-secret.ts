import type { Command } from "commander";

export interface SecretOptions {
  readonly stage: string;
  readonly prefix?: string;
  readonly name: string;
}

/** `remora template push|pull|versions|rollback|promote`: the injector's secret and its versions. */
export function register(group: Command): void {
  const command = (usage: string, description: string, examples: string) =>
    group
      .command(usage)
      .description(description)
      .option("--stage <stage>", "the deployment's stage", "dev")
      .option("--prefix <prefix>", "the prefix of its secrets (default: remora/<stage>)")
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
  command(
    "versions",
    "list the versions, newest first",
    "  remora template versions --stage prod --output json",
  )
    .option("--output <format>", "text or json", "text")
    .action(async (options: SecretOptions & { output: string }) => {
      const { versions } = await import("./template/secret.ts");
      await versions(options);
    });
  command(
    "rollback",
    "serve the version before the one in service",
    "  remora template rollback --stage prod --yes",
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

import type { Command } from "commander";
import { collect } from "./injector-options.ts";
import { addStageOptions, type StageOptions } from "./registry.ts";

export interface BundleOptions extends StageOptions {
  readonly name?: string[];
  readonly clusters?: true;
  readonly out?: string;
}

/** `remora bundle-config`: the last resort of a function that starts and cannot read its secrets. */
export function register(program: Command): void {
  addStageOptions(
    program
      .command("bundle-config")
      .argument("[file]", "an injector's configuration (default: what the stage serves)")
      .description(
        "pack a configuration into the next deployment, as the last resort of a function that starts and cannot read its secrets",
      ),
  )
    .option(
      "--name <name>",
      "an injector's name below the prefix; may be given several times (default: injector, and those that packed clusters choose)",
      collect,
    )
    .option(
      "--clusters",
      "pack the registry of clusters too; without it a cluster that cannot be looked up is refused",
    )
    .option(
      "-o, --out <file>",
      "where to write it (default: last-resort/<stage>.json.gz, where deploy looks for it)",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (file: string | undefined, options: BundleOptions) => {
      const { bundleConfig } = await import("./bundle-config/run.ts");
      await bundleConfig(file, options);
    });
}

const EXAMPLES = `
Examples:
  remora bundle-config --stage prod && npm run deploy -- --stage prod
  remora bundle-config --stage prod --clusters
  remora bundle-config injector.json --stage prod`;

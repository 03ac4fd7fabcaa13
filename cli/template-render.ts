import type { Command } from "commander";
import { UsageError } from "./fail.ts";

interface RenderOptions {
  readonly template?: string;
  readonly data?: string;
  readonly option: readonly string[];
  readonly env: readonly string[];
  readonly jsonl?: true;
}

/** `remora template render`: the text that a Go template makes of some data. */
export function register(group: Command): void {
  group
    .command("render")
    .description("print what a Go template with sprig's functions makes of data")
    .option("-t, --template <file>", "the template; - is standard input")
    .option("-d, --data <file>", "its data, YAML or JSON; - is standard input (default: no data)")
    .option("--option <option>", "missingkey=default, zero or error; may be repeated", collect, [])
    .option("--env <name>", "a variable that `env` may tell the template; may be repeated", collect, [])
    .option(
      "--jsonl",
      'answer {"id","template","data","options","delims"} a line with {"id","output"} or {"id","error"} a line',
    )
    .addHelpText("after", EXAMPLES)
    .action(async (options: RenderOptions) => {
      if (options.jsonl) {
        const { answerLines } = await import("./template/answer-lines.ts");
        return answerLines(process.stdin, process.stdout, options.env);
      }
      if (options.template === undefined) {
        throw new UsageError("a template to render is missing", {
          hint: "Give it with -t FILE, or lines of them with --jsonl.",
        });
      }
      const { renderFile } = await import("./template/render-file.ts");
      process.stdout.write(await renderFile({ ...options, template: options.template }));
    });
}

const EXAMPLES = `
Examples:
  echo '{{ .name | upper }}' | remora template render -t - -d data.yaml
  remora template render -t config.tmpl -d values.json --option missingkey=error --env HOME`;

function collect(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}

import type { Command } from "commander";

/** docs/cli.md: every command with the help that it prints itself. */
export function reference(program: Command): string {
  return `${HEAD}\n${sections(program, "").join("\n")}`;
}

function sections(command: Command, path: string): string[] {
  const name = `${path} ${command.name()}`.trim();
  const own = `## ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`;
  return [own, ...command.commands.flatMap((sub) => sections(sub, name))];
}

/** As printed on a terminal of 100 columns, wherever it is made. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text.trim();
}

const HEAD = `# The command

<!-- Made from the commands' own help by \`npm run docs:cli\`. -->

\`npm i -g remora\`, or in a clone \`npm run -s remora -- …\`. Paths are relative to where you stand; \`-\` is standard input or output.

| exit code | |
|---|---|
| 0 | done; a pod that is skipped by a rule is no failure |
| 1 | not done: what is wrong with the arguments, a file or the configuration, or which object was refused, stands on standard error, with what to do next; or what \`diff --exit-code\`, \`validate --strict\`, \`doctor\` and \`verify\` look for was found |
| 2 | \`doctor\` and \`verify\` alone: they could not look |
| 130, 143 | ended by Ctrl-C or SIGTERM; \`serve\` stops in order at the first one and ends with 0 |

What a command makes goes to standard output, everything else to standard error. Colours, tables and progress are for terminals: \`NO_COLOR=1\` switches colours off, \`FORCE_COLOR=1\` on; in a pipe, a table is a line a row, its columns parted by tabs, without titles. \`-o json\` and \`-o yaml\` are for programs. An error of remora's own ends with its code in brackets; [errors.md](errors.md) explains each.
`;

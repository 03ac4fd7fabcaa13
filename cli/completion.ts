import { type Command, InvalidArgumentError } from "commander";

/** `remora completion`: what a shell needs to complete the command's words. */
export function register(program: Command): void {
  program
    .command("completion")
    .description("print the completion script of a shell")
    .argument("<shell>", "bash, zsh or fish", shell)
    .addHelpText("after", EXAMPLES)
    .action(async (name: Shell) => {
      const { completionScript } = await import("./completion/scripts.ts");
      process.stdout.write(completionScript(program, name));
    });
}

export type Shell = "bash" | "zsh" | "fish";

const EXAMPLES = `
Examples:
  source <(remora completion bash)
  remora completion zsh > "\${fpath[1]}/_remora"
  remora completion fish > ~/.config/fish/completions/remora.fish`;

function shell(value: string): Shell {
  if (value !== "bash" && value !== "zsh" && value !== "fish")
    throw new InvalidArgumentError("Allowed are bash, zsh and fish.");
  return value;
}

import type { Command } from "commander";
import type { Shell } from "../completion.ts";
import { type CommandWords, type OptionWords, wordsOf } from "./words.ts";

/** The script that teaches a shell the program's words. It asks nothing of the program when it runs. */
export function completionScript(program: Command, shell: Shell): string {
  return SCRIPTS[shell](program.name(), wordsOf(program));
}

const SCRIPTS: Readonly<Record<Shell, (name: string, commands: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: (name, commands) =>
    `#compdef ${name}\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(name, commands)}`,
  fish: fishScript,
};

/** Finds out which command the words so far make up, then what may follow it. */
function bashScript(name: string, commands: readonly CommandWords[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== "");
  const values = commands.flatMap(({ path, options }) =>
    options.flatMap((option) => valueCase(path, option)),
  );
  return `# bash completion of ${name}; load it with: source <(${name} completion bash)
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} path='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
${paths.map((path) => `      ${quoted(` ${path}`)}) path=${quoted(` ${path}`)} ;;`).join("\n")}
    esac
  done
  case "$path $before" in
${values.join("\n")}
  esac
  local words=''
  case "$path" in
${commands.map(wordsCase).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o filenames -F _${name} ${name}
`;
}

function valueCase(path: string, { flags, value }: OptionWords): string[] {
  if (value === undefined) return [];
  const patterns = flags.map((flag) => quoted(`${path === "" ? "" : ` ${path}`} ${flag}`)).join(" | ");
  const reply =
    value === "file"
      ? 'COMPREPLY=($(compgen -f -- "$word"))'
      : typeof value === "string"
        ? ":"
        : `COMPREPLY=($(compgen -W ${quoted(value.join(" "))} -- "$word"))`;
  return [`    ${patterns}) ${reply}; return ;;`];
}

function wordsCase({ path, commands, options }: CommandWords): string {
  const words = [...commands.map(({ name }) => name), ...options.flatMap(({ flags }) => flags)];
  return `    ${quoted(path === "" ? "" : ` ${path}`)}) words=${quoted(words.join(" "))} ;;`;
}

function fishScript(name: string, commands: readonly CommandWords[]): string {
  return [
    `# fish completion of ${name}`,
    `complete -c ${name} -f`,
    ...commands.flatMap((command) => fishLines(name, command)),
    "",
  ].join("\n");
}

function fishLines(name: string, { path, commands, options }: CommandWords): string[] {
  const words = path.split(" ").filter((word) => word !== "");
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  // A command's own name stands before its sub-commands' names, which is where those are wanted.
  const none = commands.map((command) => command.name);
  const first = words.length === 0 ? ["__fish_use_subcommand"] : seen;
  const wanted =
    none.length > 0 && words.length > 0
      ? [...first, `not __fish_seen_subcommand_from ${none.join(" ")}`]
      : first;
  return [
    ...commands.map(
      (command) =>
        `complete -c ${name} -n ${quoted(wanted.join("; and "))} -a ${command.name} -d ${quoted(command.description)}`,
    ),
    ...options.map((option) => fishOption(name, seen, option)),
  ];
}

function fishOption(
  name: string,
  seen: readonly string[],
  { flags, description, value }: OptionWords,
): string {
  const parts = [
    `complete -c ${name}`,
    ...(seen.length > 0 ? [`-n ${quoted(seen.join("; and "))}`] : []),
    ...flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)),
    ...(value === undefined ? [] : ["-r"]),
    ...(value === "file" ? ["-F"] : []),
    ...(typeof value === "object" ? [`-a ${quoted(value.join(" "))}`] : []),
    `-d ${quoted(description)}`,
  ];
  return parts.join(" ");
}

/** For a shell: nothing in it has a meaning. Fish reads `\\'` inside of quotes, the others do not: hence outside. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

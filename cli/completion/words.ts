import type { Command, Option } from "commander";

/** What can follow one command: its name's words, "" for the program itself. */
export interface CommandWords {
  /** "template import" */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionWords[];
}

export interface OptionWords {
  /** "-f", "--filename": each that there is. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Undefined where it takes no value; else what a value is like. */
  readonly value: "file" | "other" | readonly string[] | undefined;
}

/** The words of a program and all its sub-commands, read from commander's own tree, so that none is forgotten. */
export function wordsOf(command: Command, path = ""): CommandWords[] {
  const commands = command.commands.map((sub) => ({ name: sub.name(), description: sub.description() }));
  const own = {
    path,
    commands,
    options: [...command.createHelp().visibleOptions(command).map(optionWords)],
  };
  return [own, ...command.commands.flatMap((sub) => wordsOf(sub, `${path} ${sub.name()}`.trim()))];
}

function optionWords(option: Option): OptionWords {
  return {
    flags: [option.short, option.long].filter((flag): flag is string => flag !== undefined && flag !== null),
    description: option.description,
    value: valueKind(option),
  };
}

function valueKind({ required, optional, argChoices, flags }: Option): OptionWords["value"] {
  if (!required && !optional) return undefined;
  if (argChoices) return argChoices;
  return /<(?:file|folder)/.test(flags) ? "file" : "other";
}

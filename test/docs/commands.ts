import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** A command as it stands in a document: a shell block as a whole, or one line of a command's own examples. */
export interface DocumentedCommand {
  /** "docs/cli.md:77" */
  readonly place: string;
  readonly document: string;
  readonly text: string;
  /** What stands under it in a `console` block; a line of "…" is any number of lines. */
  readonly output?: string;
}

/** Every command of the documents, in the order in which they are read. */
export function documentedCommands(): DocumentedCommand[] {
  const inFolder = (folder: string) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`);
  const documents = [
    "README.md",
    "CONTRIBUTING.md",
    ...inFolder("docs").filter((file) => file.endsWith(".md")),
    ...inFolder("examples")
      .map((folder) => `${folder}/README.md`)
      .filter((file) => existsSync(join(ROOT, file))),
  ];
  return documents.flatMap(commandsOf);
}

const BLOCK = /^( *)```(\w+)\n([\s\S]*?)^ *```$/gm;

function commandsOf(document: string): DocumentedCommand[] {
  const text = readFileSync(join(ROOT, document), "utf8");
  return [...text.matchAll(BLOCK)].flatMap(({ 1: indent = "", 2: kind = "", 3: raw = "", index }) => {
    const line = text.slice(0, index).split("\n").length + 1;
    const block = raw.replaceAll(new RegExp(`^${indent}`, "gm"), "");
    return (KINDS[kind]?.(block) ?? []).map(({ offset, ...command }) => ({
      ...command,
      document,
      place: `${document}:${line + offset}`,
    }));
  });
}

interface Found {
  readonly offset: number;
  readonly text: string;
  readonly output?: string;
}

const KINDS: Readonly<Record<string, (block: string) => Found[]>> = {
  sh: (block) => [{ offset: 0, text: block.trim() }],
  /** `$ command`, with `> ` before its further lines, and what it prints; several make one session. */
  console: (block) => {
    const found: Found[] = [];
    for (const [offset, line] of block.replace(/\n$/, "").split("\n").entries()) {
      const last = found.at(-1);
      if (line.startsWith("$ ")) found.push({ offset, text: line.slice(2), output: "" });
      else if (last?.output === "" && line.startsWith("> "))
        found[found.length - 1] = { ...last, text: `${last.text}\n${line.slice(2)}` };
      else if (last) found[found.length - 1] = { ...last, output: `${last.output}${line}\n` };
    }
    return found;
  },
  /** The help of a command: the lines under "Examples:". */
  text: (block) => {
    const lines = block.split("\n");
    const start = lines.indexOf("Examples:");
    if (start < 0) return [];
    return lines
      .map((line, offset) => ({ offset, text: line.trim() }))
      .filter(({ offset, text }) => offset > start && text !== "");
  },
};

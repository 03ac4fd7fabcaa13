import { type Command, Option } from "commander";
import { stringifyYaml } from "../lib/kubernetes/yaml/yaml.ts";

export type OutputFormat = "text" | "json" | "yaml";

/** `-o`: text for people, JSON and YAML for programs. */
export function addOutputOption(command: Command): Command {
  return command.addOption(
    new Option("-o, --output <format>", "what to print").choices(["text", "json", "yaml"]).default("text"),
  );
}

/** What a command found, as a program wants it: the same in JSON and YAML. */
export function structured(value: unknown, format: Exclude<OutputFormat, "text">): string {
  return format === "json" ? `${JSON.stringify(value, plain, 2)}\n` : stringifyYaml(value);
}

/** JSON.stringify refuses bigint: integers beyond 2^53 are printed as texts. */
const plain = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

/**
 * The first row is the titles. A table where somebody looks; else, for programs, each row on a line, parted by tabs,
 * and no titles.
 */
export function table(rows: readonly (readonly string[])[], stream: NodeJS.WriteStream): string {
  if (!stream.isTTY)
    return rows
      .slice(1)
      .map((row) => `${row.join("\t")}\n`)
      .join("");
  const columns = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(columns[column] ?? 0));
  return rows.map((row) => `${line(row).join("  ").trimEnd()}\n`).join("");
}

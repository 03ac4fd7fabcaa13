import { structuredPatch } from "diff";
import { painter } from "./terminal.ts";

/** What changed between two texts, for people: a unified diff, with colours where `stream` shows them. */
export function textDiff(name: string, before: string, after: string, stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const { hunks } = structuredPatch(name, name, before, after, "", "", { context: 3 });
  if (hunks.length === 0) return "";
  const lines = [paint("bold", `--- ${name}`), paint("bold", `+++ ${name}`)];
  for (const hunk of hunks) {
    lines.push(paint("cyan", `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`));
    for (const line of hunk.lines) lines.push(paintLine(line, paint));
  }
  return `${lines.join("\n")}\n`;
}

function paintLine(line: string, paint: ReturnType<typeof painter>): string {
  if (line.startsWith("+")) return paint("green", line);
  return line.startsWith("-") ? paint("red", line) : line;
}

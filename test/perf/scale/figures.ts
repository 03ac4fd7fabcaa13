import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DOCUMENT = fileURLToPath(new URL("../../../docs/performance.md", import.meta.url));

/** Milliseconds of one whole processor, measured; what the model starts from. */
export interface Figures {
  /** One distinct pod of ordinary size, and one of 27 KB. */
  readonly hello: number;
  readonly big: number;
  readonly replica: number;
  /** From the start of the process to the first answer. */
  readonly coldStart: number;
}

/** Takes them out of docs/performance.md, which `npm run bench` writes. */
export function measuredFigures(): Figures {
  const text = readFileSync(DOCUMENT, "utf8");
  return {
    hello: figure(text, "hello, distinct"),
    big: figure(text, "big, distinct"),
    replica: figure(text, "replicas"),
    coldStart: figure(text, "remora"),
  };
}

/** The first number of a cell that has one, in the row of that name. */
function figure(text: string, row: string): number {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`| ${row} |`));
  const cells = (line ?? "")
    .split("|")
    .slice(2)
    .map((cell) => Number.parseFloat(cell));
  const found = cells.find((cell) => !Number.isNaN(cell));
  if (found === undefined) throw new Error(`docs/performance.md has no row ${row}; run npm run bench`);
  return found;
}

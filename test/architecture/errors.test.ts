import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = resolve(import.meta.dirname, "../..");

const sources = ["lib", "handler", "cli"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")),
);

/** Every literal that stands where a code does: in a type named …Code, as `code`, or first in an error of ours. */
function codesIn(text: string): string[] {
  const unions = [...text.matchAll(/type \w*Code =([^;]+);/g)].flatMap(([, union = ""]) => [
    ...union.matchAll(/"([\w-]+)"/g),
  ]);
  const members = [...text.matchAll(/\bcode(?:: string)?(?: =|:) ((?:"[\w-]+"(?: \| )?)+)/g)].flatMap(
    ([, literals = ""]) => [...literals.matchAll(/"([\w-]+)"/g)],
  );
  const thrown = [...text.matchAll(/new \w+Error\(\s*"([\w-]+)",/g)];
  return [...unions, ...members, ...thrown].map(([, code]) => code as string);
}

const inSource = [...new Set(sources.flatMap(codesIn))].sort();

/** The codes of the tables' first columns. */
const inDocs = readFileSync(join(ROOT, "docs/errors.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, code]) => code as string))
  .sort();

test("docs/errors.md explains every code that there is, and no other", () => {
  expect(inDocs).toEqual(inSource);
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

/** What the documents name is there: files, headings, scripts. */

const ROOT = resolve(import.meta.dirname, "../..");
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "test/conformance/oracle/README.md",
  ...markdownIn("docs"),
  ...markdownIn("examples"),
];

function markdownIn(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".md")).map((file) => join(folder, file));
}

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

const FENCE = /^```[^\n]*\n([\s\S]*?)^```/gm;
const prose = (document: string) => read(document).replace(FENCE, "");

/** As GitHub names a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, "")
    .replaceAll(" ", "-");
const anchors = (document: string) =>
  [...prose(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchor(heading));

describe.each(DOCUMENTS)("%s", (document) => {
  test("links to files and headings that there are", () => {
    const links = [...prose(document).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, path = "", heading]) => {
      const target = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(ROOT, target))) return true;
      return heading !== undefined && target.endsWith(".md") && !anchors(target).includes(heading);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  test("names files that there are", () => {
    const named = prose(document).matchAll(
      /`((?:lib|cli|handler|test|docs|infra|playground|tools|examples)\/[\w./-]+)`/g,
    );
    const missing = [...named].map(([, path = ""]) => path).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  test("names scripts that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...read(document).matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)];
    expect(named.map(([, name = ""]) => name).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, jest, test } from "@jest/globals";

jest.setTimeout(60_000);

const ROOT = resolve(import.meta.dirname, "../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** A command and what it prints; a line of "…" stands for any number of lines. */
const sessions = [...README.matchAll(/```console\n\$ (.*)\n([\s\S]*?)```/g)].map(
  ([, command = "", output = ""]) => [command, output] as const,
);

describe("the README's commands print what stands under them", () => {
  test.each(sessions)("%s", async (command, output) => {
    const { INIT_CWD: _, npm_package_name: __, FORCE_COLOR: ___, ...env } = process.env;
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", command], {
      cwd: ROOT,
      env: { ...env, NODE_OPTIONS: "", npm_config_loglevel: "silent" },
    });
    const pattern = output
      .split(/^…\n/m)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[\\s\\S]*");
    expect(stderr + stdout).toMatch(new RegExp(`^${pattern}$`));
  });

  test("and there are some", () => expect(sessions.length).toBeGreaterThan(1));
});

describe("every link in the documents leads somewhere:", () => {
  const documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/errors.md"];
  const links = documents.flatMap((document) =>
    [...readFileSync(join(ROOT, document), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
      ([, target = ""]) => [document, target] as const,
    ),
  );
  test.each(links)("%s: %s", (document, target) => {
    expect(existsSync(join(ROOT, dirname(document), target))).toBe(true);
  });
});

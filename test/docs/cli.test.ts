import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Command } from "commander";
import { remora } from "../../cli/program.ts";
import { reference } from "../../cli/reference.ts";

test("docs/cli.md is what the commands say of themselves; npm run docs:cli makes it", () => {
  const written = readFileSync(join(import.meta.dirname, "../../docs/cli.md"), "utf8");
  expect(written).toBe(reference(remora()));
});

/** Groups do nothing by themselves. */
const leaves = (command: Command, path = ""): [string, Command][] =>
  command.commands.length === 0
    ? [[path.trim(), command]]
    : command.commands.flatMap((sub) => leaves(sub, `${path} ${sub.name()}`));

describe("every command has examples that name it:", () => {
  test.each(leaves(remora()))("%s", (path, command) => {
    let help = "";
    command.configureOutput({
      writeOut: (part) => {
        help += part;
      },
    });
    command.outputHelp();
    expect(help.slice(help.indexOf("\nExample"))).toMatch(new RegExp(`\\n {2}.*remora ${path}`));
  });
});

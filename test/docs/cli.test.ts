import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Command, Option } from "commander";
import { remora } from "../../cli/program.ts";
import { reference } from "../../cli/reference.ts";

test("docs/cli.md is what the commands say of themselves; npm run docs:cli makes it", () => {
  const written = readFileSync(join(import.meta.dirname, "../../docs/cli.md"), "utf8");
  expect(written).toBe(reference(remora()));
});

/** The program, its groups, and the commands in them, by what one types. */
const all = (command: Command, path = "remora"): [string, Command][] => [
  [path, command],
  ...command.commands.flatMap((sub) => all(sub, `${path} ${sub.name()}`)),
];
const commands = all(remora());

describe("every command and group has examples that name it:", () => {
  test.each(commands)("%s", (path, command) => {
    let help = "";
    command.configureOutput({
      writeOut: (part) => {
        help += part;
      },
    });
    command.outputHelp();
    expect(help.slice(help.indexOf("\nExample"))).toMatch(new RegExp(`\\n {2}.*${path}`));
  });
});

describe("an option means the same wherever it is:", () => {
  const options = commands.flatMap(([path, { options }]) =>
    options.map((option): [string, Option] => [path, option]),
  );
  const named = (long: string) => options.filter(([, option]) => option.long === long);

  test("--output is -o, and has JSON and YAML", () => {
    expect(named("--output").length).toBeGreaterThan(7);
    for (const [path, { short, argChoices }] of named("--output"))
      expect([path, short, argChoices]).toEqual([
        path,
        "-o",
        expect.arrayContaining(["json", ...(path === "remora inject" ? ["yaml", "diff"] : ["yaml", "text"])]),
      ]);
  });

  test.each([
    "--stage",
    "--prefix",
    "--registry",
    "--injector",
    "--kubeconfig",
    "--context",
    "--namespace",
    "--yes",
  ])("%s takes the same kind of value", (long) => {
    const flags = new Set(named(long).map(([, option]) => /<\w+>/.exec(option.flags)?.[0]));
    expect([...flags]).toHaveLength(1);
  });
});

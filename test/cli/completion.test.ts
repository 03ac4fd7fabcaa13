import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { completionScript } from "../../cli/completion/scripts.ts";
import { wordsOf } from "../../cli/completion/words.ts";
import { remora } from "../../cli/program.ts";

const bash = completionScript(remora(), "bash");
const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

/** What bash offers for a line whose last word is being typed. */
function complete(line: string): string[] {
  const words = line.split(" ");
  const script = `${bash}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
_remora; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

const inBash = has("bash") ? describe : describe.skip;
inBash("bash completes", () => {
  const cases: [string, string[]][] = [
    ["remora ex", ["explain"]],
    ["remora template im", ["import"]],
    ["remora inject --names", ["--namespace"]],
    ["remora inject -o ", ["yaml", "json", "patch", "diff"]],
    ["remora explain --output j", ["json"]],
    ["remora webhook --failure-policy x", []],
    ["remora inject -f package.js", ["package.json"]],
    ["remora cluster rotate-token --sta", ["--stage"]],
    ["remora inject -f a.yaml --no-nat", ["--no-native-sidecars"]],
  ];
  test.each(cases)("%s", (line, expected) => expect(complete(line)).toEqual(expected));
});

test.each(["zsh", "fish"] as const)("%s: the script names every command and option", (shell) => {
  const script = completionScript(remora(), shell);
  for (const { commands, options } of wordsOf(remora())) {
    for (const { name } of commands) expect(script).toContain(name);
    for (const { flags } of options) {
      const long = flags.at(-1) as string;
      expect(script).toContain(shell === "fish" ? `-l ${long.slice(2)}` : long);
    }
  }
});

describe("what shells there are read their scripts:", () => {
  test.each(["bash", "zsh", "fish"] as const)("%s", (shell) => {
    if (!has(shell)) return;
    const input = completionScript(remora(), shell);
    const { status, stderr } = spawnSync(shell, ["-n"], { input, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

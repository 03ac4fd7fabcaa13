import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Go's own text/template with sprig's functions, built from test/gotemplate/go. */

const SOURCES = fileURLToPath(new URL("go/", import.meta.url));
const BIN = fileURLToPath(new URL("go/bin/", import.meta.url));

export type Answer = { readonly output: string } | { readonly error: string };

/** Builds the peer and answers where it is. */
export function buildPeer(): string {
  mkdirSync(BIN, { recursive: true });
  run("go", ["build", "-p", "2", "-o", `${BIN}gotemplate`, "."], "", SOURCES);
  return `${BIN}gotemplate`;
}

/** Go's answers to cases, in their order. */
export function askPeer(peer: string, cases: readonly object[]): Answer[] {
  const lines = run(peer, [], cases.map((one) => JSON.stringify(one)).join("\n"));
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Answer);
}

export function run(command: string, args: readonly string[], input: string, cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    input,
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
  return stdout;
}

import type { Command } from "commander";
import * as check from "./template-check.ts";
import * as importing from "./template-import.ts";
import * as render from "./template-render.ts";
import * as secret from "./template-secret.ts";

/** `remora template`: an injector's configuration, from where it comes to where it is served. */
export function register(program: Command): void {
  const group = program
    .command("template")
    .description("an injector's configuration: import, check, compare, serve")
    .addHelpText("after", EXAMPLES);
  for (const part of [importing, check, secret, render]) part.register(group);
}

const EXAMPLES = `
Examples:
  remora template import --out injector.json
  remora template validate injector.json
  remora template push injector.json --stage prod`;

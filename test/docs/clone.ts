import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./commands.ts";

/** What makes a folder a clone, as far as `npm run` and the documents' paths go. */
const PARTS = ["package.json", "package-lock.json", "node_modules", "tools", "cli", "examples"];

/** A folder that one can stand in as in a clone, and write into. */
export function linkedClone(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const part of PARTS) symlinkSync(join(ROOT, part), join(folder, part));
}

/** The environment of a user's shell, which knows nothing of the npm and the jest that run this. */
export function userEnvironment(): Record<string, string> {
  const foreign = /^(npm_|INIT_CWD$|NODE_|AWS_|FORCE_COLOR$)/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
    ),
  );
}

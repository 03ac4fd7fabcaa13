import { report } from "./fail.ts";

/**
 * Runs a command that looks for what is wrong, with the exit codes of diff and `kubectl diff`: 0 nothing is wrong,
 * 1 something is, 2 it could not look.
 *
 * @param look tells whether something is wrong.
 */
export async function finding(look: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await look()) ? 1 : 0;
  } catch (error) {
    report(error);
    process.exitCode = 2;
  }
}

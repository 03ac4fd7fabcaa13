import { unwatchFile, watchFile } from "node:fs";

/** Milliseconds between two looks at a file. */
const INTERVAL = 300;

/**
 * Calls `changed` after any of the files has changed. It looks at them now and then instead of asking the
 * system to tell, because editors replace files, kubelets swap links, and network folders tell nothing.
 *
 * @returns a function that ends the watch.
 */
export function watch(files: readonly string[], changed: () => void): () => void {
  let due: NodeJS.Timeout | undefined;
  const listener = (now: { mtimeMs: number; ino: number }, before: { mtimeMs: number; ino: number }) => {
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino) return;
    // Several files are often written one after another.
    clearTimeout(due);
    due = setTimeout(changed, 50);
  };
  for (const file of files) watchFile(file, { interval: INTERVAL, persistent: false }, listener);
  return () => {
    clearTimeout(due);
    for (const file of files) unwatchFile(file, listener);
  };
}

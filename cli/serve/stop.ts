const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Resolves with the first signal to stop, after `asked`. The second one ends the process at once. A terminal
 * signals every process of the group and npm passes the signal on as well, so that one Ctrl-C may arrive
 * twice: what comes within a moment is the same one.
 */
export function untilStopped(asked: () => void, moment = 300): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const stop = () => {
      if (first !== undefined && performance.now() - first > moment) process.exit(130);
      if (first !== undefined) return;
      first = performance.now();
      asked();
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, stop);
  });
}

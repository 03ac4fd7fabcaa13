/** Milliseconds between two lines; what is done sooner than that needs none. */
const INTERVAL = 100;

/** Counts on standard error where it is a terminal, ten times a second at most; the last call takes the line away. */
export function progress(total: number, what = ""): () => void {
  let done = 0;
  let told = performance.now();
  return () => {
    done++;
    if (!process.stderr.isTTY || (done < total && performance.now() - told < INTERVAL)) return;
    told = performance.now();
    process.stderr.write(done < total ? `\r${done} of ${total}${what}` : "\r\u001b[K");
  };
}

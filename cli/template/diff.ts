import { readInjector } from "../injector-options.ts";
import { type OutputFormat, structured } from "../output.ts";
import { changesText, podChanges } from "./pod-diff.ts";
import { podGroups } from "./pods.ts";

export interface DiffOptions {
  readonly pods?: string;
  readonly exitCode?: true;
  readonly output: OutputFormat;
}

/** Prints what would change, pod by pod, and how many pods that is. */
export async function diff(before: string, after: string, options: DiffOptions): Promise<void> {
  const [from, to] = await Promise.all([before, after].map((file) => readInjector({ injector: [file] })));
  if (from === undefined || to === undefined) return;
  const groups = await podGroups(options.pods);
  const changes = podChanges(from.source, to.source, groups);
  const count = (list: readonly { readonly count: number }[]) =>
    list.reduce((sum, one) => sum + one.count, 0);
  const [changed, pods] = [count(changes), count(groups)];
  if (options.output === "text") process.stdout.write(changesText(changes, process.stdout));
  else {
    const told = changes.map(({ before, after, ...change }) => ({
      ...change,
      before: withoutPod(before),
      after: withoutPod(after),
    }));
    process.stdout.write(structured({ pods, changed, changes: told }, options.output));
  }
  const kind = options.pods === undefined ? "sample pods" : "pods";
  process.stderr.write(
    changed === 0 ? `none of ${pods} ${kind} would change\n` : `${changed} of ${pods} ${kind} would change\n`,
  );
  if (options.exitCode && changed > 0) process.exitCode = 1;
}

function withoutPod<T extends { readonly pod: unknown }>({ pod: _, ...rest }: T): Omit<T, "pod"> {
  return rest;
}

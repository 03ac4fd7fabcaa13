import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Difference } from "./diff.ts";
import type { Verdict } from "./examine.ts";
import { stringify } from "./json.ts";

interface Count {
  identical: number;
  different: number;
  skipped: number;
  crashed: number;
}

/** Counts verdicts by the row of the result's table, and keeps what differs. */
export class Report {
  readonly #rows = new Map<string, { pods: Count; files: Count }>();
  readonly failures: Verdict[] = [];
  readonly skipped: Verdict[] = [];

  add(verdict: Verdict): void {
    const row = this.#row(verdict.case.group);
    const count = verdict.case.ask.kind === "kube-inject" ? row.files : row.pods;
    count[verdict.outcome]++;
    if (verdict.outcome === "different") this.failures.push(verdict);
    if (verdict.outcome === "skipped") this.skipped.push(verdict);
  }

  #row(group: string): { pods: Count; files: Count } {
    const known = this.#rows.get(group);
    if (known) return known;
    const row = {
      pods: none(),
      files: none(),
    };
    this.#rows.set(group, row);
    return row;
  }

  get rows(): ReadonlyMap<string, { readonly pods: Count; readonly files: Count }> {
    return this.#rows;
  }

  get pods(): Count {
    return sum([...this.#rows.values()].map(({ pods }) => pods));
  }

  get files(): Count {
    return sum([...this.#rows.values()].map(({ files }) => files));
  }

  /** The headline, the table, and the kinds of differences. */
  text(): string {
    const lines = [
      `${of(this.pods)} pods identical, ${of(this.files)} files through kube-inject identical`,
      "",
      "pods        files       under",
      ...[...this.#rows].map(
        ([group, row]) => `${of(row.pods).padEnd(12)}${of(row.files).padEnd(12)}${group}`,
      ),
    ];
    const kinds = this.kinds();
    if (kinds.length > 0) lines.push("", "what differs, by kind:", ...kinds.slice(0, 40));
    const crashed = this.pods.crashed + this.files.crashed;
    if (crashed > 0) lines.push("", `${crashed} more crash Istio's injector; ours answers them`);
    if (this.skipped.length > 0) {
      const names = this.skipped.map((verdict) => verdict.case.name);
      lines.push(
        "",
        "left out, since Istio's own answers differ from each other there:",
        ...names.slice(0, 20),
      );
    }
    return lines.join("\n");
  }

  kinds(): string[] {
    const kinds = new Map<string, { count: number; example: string }>();
    for (const { case: asked, differences } of this.failures) {
      const kind = kindOf(differences[0]);
      const known = kinds.get(kind);
      if (known) known.count++;
      else kinds.set(kind, { count: 1, example: asked.name });
    }
    return [...kinds]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([kind, { count, example }]) => `${String(count).padStart(6)}  ${kind}\n        e.g. ${example}`);
  }

  /** Writes the table, and each difference with the request that shows it, so that it can be asked again. */
  write(folder: string): void {
    writeFileSync(join(folder, "summary.txt"), `${this.text()}\n`);
    this.failures.slice(0, 500).forEach((verdict, index) => {
      const name = join(folder, String(index).padStart(3, "0"));
      writeFileSync(`${name}.txt`, describe(verdict));
      writeFileSync(`${name}.request.jsonl`, `${verdict.line}\n`);
    });
  }
}

/** One difference: where, what Istio says there and what we say, and both answers. */
export function describe({ case: asked, differences, istio, ours }: Verdict): string {
  const places = differences.map(
    ({ path, istio: there, ours: here }) =>
      `${path}\n  istio: ${there === undefined ? "(absent)" : stringify(there)}\n  ours:  ${here === undefined ? "(absent)" : stringify(here)}`,
  );
  const answers = { istio: { ...istio, pod: undefined }, ours: { ...ours, pod: undefined } };
  return `${asked.name}\n\n${places.join("\n")}\n\n${JSON.stringify(answers, null, 1)}\n`;
}

/** A difference without what is particular to one pod: places in lists, and values but for their kind. */
function kindOf(difference: Difference | undefined): string {
  if (!difference) return "nothing";
  const short = (value: Difference["istio"]) =>
    value === undefined ? "(absent)" : stringify(value).slice(0, 90);
  const path = difference.path.replace(/\/\d+/g, "/*");
  return `${path}  istio: ${short(difference.istio)}  ours: ${short(difference.ours)}`;
}

function of({ identical, different, skipped }: Count): string {
  return `${identical} of ${identical + different + skipped}`;
}

const none = (): Count => ({ identical: 0, different: 0, skipped: 0, crashed: 0 });

function sum(counts: readonly Count[]): Count {
  const total = none();
  for (const count of counts) {
    total.identical += count.identical;
    total.different += count.different;
    total.skipped += count.skipped;
    total.crashed += count.crashed;
  }
  return total;
}

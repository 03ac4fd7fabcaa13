import type { Coverage } from "../generate/coverage.ts";
import type { Surface } from "../generate/surface.ts";
import type { Report } from "../report.ts";

/** What a whole run found, as far as docs/compatibility.md tells of it; kept in result.json. */
export interface Result {
  /** The Go module's version. */
  readonly istio: string;
  /** The release that its commit leads to: "1.31". */
  readonly release: string;
  readonly seed: number;
  readonly pods: Tally;
  readonly files: Tally;
  /** By configuration. */
  readonly rows: Readonly<Record<string, { readonly pods: Tally; readonly files: Tally }>>;
  /** By family ("annotation") and name, how many generated pods had it. */
  readonly drawn: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What was drawn for any pod that came out different. */
  readonly different: readonly string[];
  /** Istio's registry of annotations: those for pods, and whether Istio checks their values. */
  readonly annotations: readonly { readonly name: string; readonly checked: boolean }[];
}

/** How many of how many were identical. */
export type Tally = readonly [identical: number, all: number];

export const RESULT_FILE = new URL("result.json", import.meta.url);

export function resultOf(
  run: { istio: string; release: string; seed: number },
  report: Report,
  coverage: Coverage,
  surface: Surface,
): Result {
  const different = new Set(report.failures.flatMap((verdict) => verdict.case.draws ?? []));
  return {
    ...run,
    pods: tally(report.pods),
    files: tally(report.files),
    rows: Object.fromEntries(
      [...report.rows].map(([name, { pods, files }]) => [name, { pods: tally(pods), files: tally(files) }]),
    ),
    drawn: coverage.byFamily(),
    different: [...different].sort(),
    annotations: surface.annotations
      .filter(({ resources }) => resources?.includes("Pod") || resources?.includes("Any"))
      .map(({ name, validated }) => ({ name, checked: validated ?? false })),
  };
}

function tally({ identical, different, skipped }: Report["pods"]): Tally {
  return [identical, identical + different + skipped];
}

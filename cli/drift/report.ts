import { painter, printable } from "../terminal.ts";

/** What istiod reads in the cluster, and what is in service in its place: one way in which they differ. */
export interface Difference {
  /** The document, or what else istiod reads. */
  readonly part:
    | "cluster id"
    | "templates"
    | "config"
    | "values"
    | "mesh"
    | "ProxyConfig"
    | "nodes"
    | "namespaces";
  /** Within it, as "global.proxy.image"; "" is the whole. */
  readonly path: string;
  /** As people read it: "missing", or the value, shortened. */
  readonly cluster: string;
  readonly inService: string;
}

/** How a cluster's own configuration compares with what is in service for its calls of one revision. */
export interface DriftReport {
  readonly revision: string;
  readonly differences: readonly Difference[];
  /** Sample pods that would come out otherwise, of how many. */
  readonly pods: { readonly changed: number; readonly of: number };
  /** Commands that bring what is in service up to date. */
  readonly mend: readonly string[];
}

/** Differences that are shown, of each part. */
const SHOWN = 5;

/** The differences, a line each. */
export function differenceLines(differences: readonly Difference[]): string[] {
  const parts = [...new Set(differences.map(({ part }) => part))];
  return parts.flatMap((part) => {
    const all = differences.filter((difference) => difference.part === part);
    const more = all.length - SHOWN;
    return [...all.slice(0, SHOWN).map(lineOf), ...(more > 0 ? [`${part}: ${more} more`] : [])];
  });
}

function lineOf({ part, path, cluster, inService }: Difference): string {
  const what = `${part}${path && ` ${path}`}`;
  if (cluster === inService) return `${what}: ${cluster}`;
  return `${what}: ${cluster} in the cluster, ${inService} in service`;
}

/** For people: what differs, what that does to pods, and what mends it; "" where nothing differs. */
export function driftText(reports: readonly DriftReport[], stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const lines = reports.flatMap(({ revision, differences, pods, mend }) => {
    if (differences.length === 0) return [];
    return [
      `${paint("bold", `revision ${revision}`)}: ${paint("yellow", "the cluster's own configuration differs from what is in service")}`,
      ...differenceLines(differences).map((line) => `  ${printable(line)}`),
      `  ${effectOf({ differences, pods })}`,
      ...mend.map((command) => `  mend: ${command}`),
    ];
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** What the differences do to pods. */
export function effectOf({ differences, pods }: Pick<DriftReport, "differences" | "pods">): string {
  const { changed, of } = pods;
  const sampled = `${changed === 0 ? "none" : changed} of ${of} sample pods would come out otherwise`;
  return differences.some(({ part }) => part === "cluster id")
    ? `sidecars name a cluster that istiod does not know, and get no certificate; ${sampled}`
    : sampled;
}

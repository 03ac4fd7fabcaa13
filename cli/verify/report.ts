import type { DriftReport } from "../drift/report.ts";
import { painter, printable } from "../terminal.ts";
import { type Finding, type Verdict, WRONG } from "./finding.ts";

export interface Report {
  /** How many pods there are of each verdict. */
  readonly pods: Readonly<Partial<Record<Verdict, number>>>;
  /** What is wrong, pod by pod. */
  readonly wrong: readonly Finding[];
  /** Is it known what is in service, so that versions could be compared? */
  readonly compared: boolean;
  readonly drift: readonly DriftReport[];
}

/** Pods of one workload for which the same is true for the same reason. */
interface Group {
  readonly namespace: string;
  readonly workload: Finding["workload"];
  readonly verdict: Verdict;
  readonly why: string;
  readonly pods: readonly string[];
}

const WHAT: Readonly<Partial<Record<Verdict, string>>> = {
  missing: "no sidecar",
  outdated: "another version",
  "not-called": "no webhook is called",
};

/** Pods named in a line, of each group. */
const NAMED = 3;

/** For people: namespace by namespace, workload by workload, with what mends it. */
export function podsText(findings: readonly Finding[], stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const lines: string[] = [];
  let namespace: string | undefined;
  for (const group of groupsOf(findings)) {
    if (group.namespace !== namespace) lines.push(paint("bold", group.namespace));
    namespace = group.namespace;
    const { workload, verdict, why, pods } = group;
    const count = pods.length === 1 ? "1 pod" : `${pods.length} pods`;
    const what = paint(verdict === "outdated" ? "yellow" : "red", `${WHAT[verdict]}`);
    lines.push(`  ${workload.kind}/${workload.name}: ${count}: ${what}`);
    lines.push(`    why:  ${printable(why)}`);
    if (workload.kind !== "Pod") lines.push(`    pods: ${namesOf(pods)}`);
    const mend = mendOf(group);
    if (mend) lines.push(`    mend: ${mend}`);
  }
  return lines.map((line) => `${line}\n`).join("");
}

function groupsOf(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group & { pods: string[] }>();
  for (const { namespace, workload, verdict, why, pod } of findings) {
    const key = JSON.stringify([namespace, workload.kind, workload.name, verdict, why]);
    const group = groups.get(key) ?? { namespace, workload, verdict, why, pods: [] };
    group.pods.push(pod);
    groups.set(key, group);
  }
  const order = ({ namespace, workload }: Group) => `${namespace}\0${workload.kind}\0${workload.name}`;
  return [...groups.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function namesOf(pods: readonly string[]): string {
  const more = pods.length - NAMED;
  return pods.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** A restart mends what came too late; where no webhook is called, labels have to be mended first. */
function mendOf({ verdict, workload: { kind, name }, namespace }: Group): string | undefined {
  if (verdict === "not-called") return undefined;
  switch (kind) {
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      return `kubectl rollout restart ${kind.toLowerCase()}/${name} -n ${namespace}`;
    case "Rollout":
      return `kubectl argo rollouts restart ${name} -n ${namespace}`;
    case "DeploymentConfig":
      return `oc rollout latest dc/${name} -n ${namespace}`;
    case "Job":
    case "CronJob":
      return "its next run gets what is in service now";
    case "Pod":
      return "nothing restarts it: delete it and create it again";
    default:
      return `delete its pods, and ${kind}/${name} makes them anew`;
  }
}

/** One line, for standard error. */
export function summary({ pods, compared }: Report): string {
  const count = (verdict: Verdict) => pods[verdict] ?? 0;
  const total = Object.values(pods).reduce((sum, number) => sum + number, 0);
  const wrong = WRONG.reduce((sum, verdict) => sum + count(verdict), 0);
  const aside = [
    count("left-out") > 0 && `${count("left-out")} are left out by a rule`,
    count("others") > 0 && `${count("others")} are another injector's`,
    count("unasked") > 0 && `for ${count("unasked")} nobody asks`,
  ].filter(Boolean);
  const said: Readonly<Record<string, (count: number) => string>> = {
    missing: (number) => `${number} without a sidecar`,
    "not-called": (number) => `${number} that no webhook is called for`,
    outdated: (number) => `${number} of another version`,
  };
  const unequal = WRONG.filter((verdict) => count(verdict) > 0).map((verdict) =>
    said[verdict]?.(count(verdict)),
  );
  const head =
    wrong === 0
      ? `${count("ok")} of ${total} pods have their sidecar, and none lacks one`
      : `${wrong} of ${total} pods are not as they should be: ${unequal.join(", ")}; ${count("ok")} have theirs`;
  const note = compared
    ? ""
    : "\nwhat is in service is not known, so versions were not compared: say --stage, or --registry and --injector";
  return `${[head, ...aside].join("; ")}${note}\n`;
}

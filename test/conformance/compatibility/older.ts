import type { Verdict } from "../examine.ts";
import { stringify } from "../json.ts";
import type { Report } from "../report.ts";
import type { Tally } from "./result.ts";

/** What a run against an older Istio, with its own configurations, found; kept in older.json. */
export interface OlderResult {
  /** The Go module's version. */
  readonly istio: string;
  /** The release that its commit belongs to: "1.24". */
  readonly release: string;
  readonly seed: number;
  readonly pods: Tally;
  readonly files: Tally;
  /** Of these, what was generated; the rest is Istio's own test data. */
  readonly generated: { readonly pods: Tally; readonly files: Tally };
  /** By what differs, how many pods and files show it; one may show several. */
  readonly kinds: Readonly<Record<string, readonly [pods: number, files: number]>>;
}

export const OLDER_FILE = new URL("older.json", import.meta.url);

/** What the kinds of differences are, as the page says it. Here it is as in the pinned version. */
export const KINDS: Readonly<Record<string, string>> = {
  hooks:
    'life cycle hooks over HTTP and TCP are rewritten to ask the agent, which knows them from 1.25 on. A configuration that says of itself that it is older is spared: its templates read `ENABLE_NATIVE_SIDECARS`, and the tag of its images is 1.24 or less. With a tag of another kind, set `sidecar.istio.io/rewriteAppHTTPProbers: "false"` on pods with such hooks',
  wish: "of the values of `sidecar.istio.io/inject`, only `true` and `false` count; 1.24 took `y`, `yes`, `on` in any case for true, and anything else for false",
  securePort:
    "`prometheus.istio.io/secure-port` is added where the proxy has `ENVOY_SECURE_MERGED_METRICS_PORT`",
  targets: "`prometheus.istio.io/scrape-targets` is read, and becomes part of the agent's configuration",
  ports: "a pod whose Prometheus port is no port, or one of Istio's own, is refused",
  coreDump: "the value of `sidecar.istio.io/enableCoreDump` is not checked",
  checks: "quantities and names of interfaces in annotations are checked, and a pod with a bad one refused",
  probers: "`ISTIO_KUBE_APP_PROBERS` is added to a proxy that lacks it, as on a second pass",
  networks: "Multus networks with a namespace, in JSON",
  user: "the proxy's own user is compared with init containers' too",
  variant: "an image type that is set and empty leaves the values' variant in force",
  times: "a time of creation stays in the pod; 1.24 makes it null",
  wording: "the message for a review of an unknown version names a line of Kubernetes' source",
};

export const OTHER = "other";

export function olderResultOf(
  run: { istio: string; release: string; seed: number },
  report: Report,
): OlderResult {
  const kinds: Record<string, [number, number]> = {};
  for (const verdict of report.failures) {
    for (const kind of kindsOf(verdict)) {
      const [inPods, inFiles] = kinds[kind] ?? [0, 0];
      kinds[kind] = verdict.case.ask.kind === "kube-inject" ? [inPods, inFiles + 1] : [inPods + 1, inFiles];
    }
  }
  const row = report.rows.get("generated");
  const generated = { pods: tally(row?.pods ?? NONE), files: tally(row?.files ?? NONE) };
  return { ...run, pods: tally(report.pods), files: tally(report.files), generated, kinds };
}

const NONE = { identical: 0, different: 0, skipped: 0, crashed: 0 };

function tally({ identical, different, skipped }: Report["pods"]): Tally {
  return [identical, identical + different + skipped];
}

/** Every kind of difference that a verdict shows; {@link OTHER} where it shows none that is known. */
function kindsOf(verdict: Verdict): string[] {
  if (isWish(verdict)) return ["wish"];
  const changed = changedText(verdict);
  const found = Object.entries(SIGNS).flatMap(([kind, sign]) => (sign.test(changed) ? [kind] : []));
  return found.length > 0 ? found : [OTHER];
}

/** What shows a kind in the places that differ. */
const SIGNS: Readonly<Record<string, RegExp>> = {
  hooks: /\/lifecycle\/|app-lifecycle/,
  securePort: /prometheus\.istio\.io\/secure-port/,
  targets: /prometheus\.istio\.io\/scrape-targets/,
  ports: /invalid prometheus scrape/,
  coreDump: /annotation 'sidecar\.istio\.io\/enableCoreDump'/,
  checks: /annotation '(sidecar\.istio\.io\/proxy(CPU|Memory)|[a-z.]*istio\.io\/[\w-]*[iI]nterfaces)/,
  probers: /ISTIO_KUBE_APP_PROBERS/,
  networks: /k8s\.v1\.cni\.cncf\.io\/networks/,
  user: /\/securityContext(?: |\/runAs)/,
  variant: /\/image \S*proxyv2/,
  times: /\/creationTimestamp /,
  wording: /runtime\/scheme\.go/,
};

/** One side injects and the other does not, and the pod's wish is in other words than true and false. */
function isWish({ case: { ask }, istio, ours }: Verdict): boolean {
  const text = ask.kind === "review" ? ask.review : ask.kind === "body" ? ask.body : ask.input;
  const wishes = [...text.matchAll(/sidecar\.istio\.io\/inject["']?\s*:\s*["']?([^"',}\n]*)/g)];
  const isOdd = wishes.some(([, wish]) => wish !== "true" && wish !== "false");
  const injects = (answer: Verdict["istio"]) =>
    answer.output?.includes("sidecar.istio.io/status") ?? answer.patch !== undefined;
  return isOdd && injects(istio) !== injects(ours);
}

/** The places that differ with what stands there; of printed files, the lines that only one side has. */
function changedText({ differences, istio, ours }: Verdict): string {
  const errors = [istio.error ?? "", ours.error ?? ""];
  if (istio.output !== undefined && ours.output !== undefined) {
    const [there, here] = [istio.output.split("\n"), ours.output.split("\n")];
    return [...errors, ...missingFrom(there, here), ...missingFrom(here, there)].join("\n");
  }
  return [
    ...errors,
    ...differences.map(({ path, istio: there, ours: here }) => `${path} ${written(there)} ${written(here)}`),
  ].join("\n");
}

function missingFrom(lines: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map((line) => line.trim()));
  return lines.filter((line) => !known.has(line.trim()));
}

const written = (value: Verdict["differences"][number]["istio"]) =>
  value === undefined ? "" : stringify(value);

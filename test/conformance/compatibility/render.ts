import { RECORDED } from "../recorded/cases.ts";
import { FEATURES, type Feature } from "./features.ts";
import { MEANINGS } from "./meanings.ts";
import { KINDS, type OlderResult } from "./older.ts";
import type { Result, Tally } from "./result.ts";

/** docs/compatibility.md, out of what a run found, and what runs against older Istios did. */
export function renderCompatibility(result: Result, older: readonly OlderResult[]): string {
  return [
    "<!-- Written by `npm run conformance -- --docs`; a test compares. -->",
    "# Compatibility with Istio",
    "",
    "What istiod's injector gives a pod, remora gives it, field by field. `npm run conformance` shows it: it builds",
    "Istio's own injector from the Go module proxy, asks both the same, and compares the pods after the patch, the",
    "responses, the messages and the HTTP status codes.",
    "",
    "## Proven versions",
    "",
    "| Istio (Go module `istio.io/istio`) | pods identical | files through kube-inject identical |",
    "|---|---|---|",
    `| \`${result.istio}\`: ${result.release} | ${words(result.pods)} | ${words(result.files)} |`,
    ...older.map(
      ({ istio, release, pods, files }) =>
        `| \`${istio}\`: ${release}, with [these differences](#istio-${release.replace(".", "")}) | ${words(pods)} | ${words(files)} |`,
    ),
    "",
    `In the run that wrote this page (seed ${result.seed})${older.map(({ release, seed }) => `, and in one against ${release} (seed ${seed})`).join("")}. The module`,
    "proxy has no releases of Istio, but some of its commits. Of eighteen more that public go.mod files require it had five,",
    "the newest of December 2024, on the branch of 1.24: nothing is claimed of the releases between, and the programs do",
    "not fit those before.",
    "`npm run conformance -- --istio-version VERSION` (or `ISTIO_VERSION`) runs against any that yours has.",
    "",
    "What is compared:",
    "",
    "- every input of Istio's own test data, under the settings that Istio's own tests give it and under",
    `  ${Object.keys(result.rows).length - 2} installations, rendered from Istio's charts;`,
    "- generated pods, mesh configurations, ProxyConfigs, settings, paths and raw JSON, with a fresh seed each time;",
    "- every injected pod a second time, as the API server sends it after another webhook's change;",
    "- through both doors: the Lambda handler with an API Gateway event, and files as `istioctl kube-inject` takes them.",
    "",
    "Where Istio's own answers to one request differ from each other (it meets the entries of a Go map in random",
    "order), any of them counts.",
    "",
    `${Object.values(RECORDED).flat().length} cases of our own, with Istio's recorded answers, run in \`npm test\` without Go.`,
    "",
    ...older.flatMap(olderSection),
    "## Features",
    "",
    "| Feature | State | Shown by |",
    "|---|---|---|",
    ...FEATURES.map(
      (feature) => `| ${feature.name} | ${featureState(feature, result)} | ${shownBy(feature, result)} |`,
    ),
    "",
    "## Annotations of pods",
    "",
    "Istio's registry for pods, and what else its templates and its handling of metrics read. *Checked*: Istio refuses a pod over a bad value, with the",
    "same message here. The last column says how many of the generated pods had it.",
    "",
    "| Annotation | Does | Checked | State | Pods |",
    "|---|---|---|---|---|",
    ...annotationRows(result),
    "",
    "## Settings",
    "",
    "| Where | Which | State |",
    "|---|---|---|",
    ...settingRows(result),
    "",
    "## On purpose different",
    "",
    "- Responses carry `warnings` and `auditAnnotations` that say why a pod was injected, skipped or refused. Istio's",
    "  carry none; they are left out where answers are compared.",
    "- What crashes Istio's injector is answered: a status annotation whose lists are no lists, for one, counts as none.",
    "- `remora inject` keeps the comments and the order of what it does not change; `kube-inject` writes every",
    "  document anew. What is compared is the documents.",
    "",
  ].join("\n");
}

/** An older Istio with its own configurations: what comes out otherwise. */
function olderSection({ release, pods, generated, kinds }: OlderResult): string[] {
  const own: Tally = [pods[0] - generated.pods[0], pods[1] - generated.pods[1]];
  return [
    `## Istio ${release}`,
    "",
    `remora takes configurations of Istio ${release} and renders their templates as ${release} does: ${words(own)} pods of Istio's own test`,
    `data come out identical, and ${words(generated.pods)} of the generated ones, in which every annotation and setting is drawn often.`,
    "The rules in the injector's own code are those of the newest version. What differs is all that the run found; a pod may",
    "show several.",
    "",
    "| What remora does | pods | files |",
    "|---|---|---|",
    ...Object.keys(kinds)
      .sort((a, b) => (kinds[b]?.[0] ?? 0) - (kinds[a]?.[0] ?? 0))
      .map((kind) => `| ${KINDS[kind] ?? "anything else"} | ${kinds[kind]?.[0]} | ${kinds[kind]?.[1]} |`),
    "",
    "Installations that need settings younger than the charts are left out, and `creationTimestamp: null`, which Kubernetes'",
    "libraries wrote before 1.34, does not count.",
    "",
  ];
}

function words([identical, all]: Tally): string {
  return `${identical} of ${all}`;
}

function featureState({ under = [], drawn = [] }: Feature, result: Result): string {
  const rows = under.map((name) => rowOf(name, result));
  const isIdentical =
    rows.every(({ pods, files }) => pods[0] === pods[1] && files[0] === files[1]) &&
    drawn.flatMap((name) => drawnNames(name, result)).every((name) => !result.different.includes(name));
  return isIdentical ? "identical" : "**differs**";
}

function shownBy({ under = [], recorded = [], drawn = [] }: Feature, result: Result): string {
  const parts: string[] = [];
  const pods = under.reduce((sum, name) => sum + rowOf(name, result).pods[1], 0);
  if (pods > 0) parts.push(`${pods} pods under ${under.map((name) => `“${name}”`).join(", ")}`);
  const draws = drawn.flatMap((name) => drawnNames(name, result)).map((name) => countOf(name, result));
  if (draws.length === 1) parts.push(`${draws[0]} generated pods`);
  if (draws.length > 1)
    parts.push(`${draws.length} things generated, each at least ${Math.min(...draws)} times`);
  const cases = recorded.reduce((sum, group) => sum + (RECORDED[group] as readonly unknown[]).length, 0);
  if (cases > 0) parts.push(`${cases} recorded cases`);
  return parts.join("; ");
}

function annotationRows(result: Result): string[] {
  const registered = new Map(result.annotations.map(({ name, checked }) => [name, checked]));
  return Object.keys(result.drawn.annotation ?? {})
    .filter((name) => registered.has(name) || Object.hasOwn(MEANINGS, name))
    .sort()
    .map((name) => {
      const state = result.different.includes(`annotation:${name}`) ? "**differs**" : "identical";
      const count = countOf(`annotation:${name}`, result);
      const checked = registered.get(name) ? "yes" : "";
      return `| \`${name}\` | ${MEANINGS[name] ?? "kept; read by others"} | ${checked} | ${state} | ${count} |`;
    });
}

/** What the settings of a family are, and how the names of those begin that are named on the page. */
const FAMILIES: Readonly<Record<string, readonly [what: string, prefix: string]>> = {
  values: ["values that Istio's templates read", ""],
  proxyConfig: ["fields of ProxyConfig, in the annotation", "istio.mesh.v1alpha1.ProxyConfig."],
  resource: ["fields of the ProxyConfig resource", "istio.networking.v1beta1.ProxyConfig."],
  mesh: ["fields of the mesh configuration", "istio.mesh.v1alpha1.MeshConfig."],
  request: ["of the injector itself (istiod's environment, the path)", ""],
  label: ["labels", ""],
};

function settingRows(result: Result): string[] {
  return Object.entries(FAMILIES).map(([family, [what, prefix]]) => {
    const names = Object.keys(result.drawn[family] ?? {}).sort();
    const bad = names.filter((name) => result.different.includes(`${family}:${name}`));
    const state = bad.length === 0 ? "identical" : `**differs**: ${bad.join(", ")}`;
    const shown = names.filter((name) => name.startsWith(prefix));
    const list = shown.map((name) => `\`${name.slice(prefix.length)}\``).join(", ");
    const rest = names.length - shown.length;
    return `| ${names.length} ${what} | ${list}${rest > 0 ? `, and ${rest} within these` : ""} | ${state} |`;
  });
}

function rowOf(name: string, { rows }: Result): Result["rows"][string] {
  const row = rows[name];
  if (!row)
    throw new Error(`a feature is said to be shown under "${name}", which is no configuration of the run`);
  return row;
}

/** "annotation:a" or, for all of a family, "annotation:". */
function drawnNames(name: string, { drawn }: Result): string[] {
  const [family = "", ...rest] = name.split(":");
  const names = Object.keys(drawn[family] ?? {});
  const chosen = rest.join(":") === "" ? names : names.filter((candidate) => candidate === rest.join(":"));
  if (chosen.length === 0) throw new Error(`a feature is said to be shown by "${name}", which was not drawn`);
  return chosen.map((candidate) => `${family}:${candidate}`);
}

function countOf(name: string, { drawn }: Result): number {
  const at = name.indexOf(":");
  return drawn[name.slice(0, at)]?.[name.slice(at + 1)] ?? 0;
}

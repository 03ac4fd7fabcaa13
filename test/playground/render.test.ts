import { describe, expect, test } from "@jest/globals";
import { joinDocuments, splitDocuments } from "../../cli/inject/documents.ts";
import { injectText } from "../../cli/inject/inject-text.ts";
import { checkRegistry } from "../../lib/clusters/registry.ts";
import type { Settings } from "../../playground/api.ts";
import { render } from "../../playground/server/render.ts";

const SOURCE = {
  config: `policy: enabled
templates:
  sidecar: |
    spec:
      containers:
      - name: istio-proxy
        image: {{ .Values.hub }}/{{ .Values.name }}
`,
  values: "hub: docker.io\nname: proxy\n",
  mesh: "{}",
};
const REGISTRY = checkRegistry({
  clusters: { eu: { overlay: { values: { hub: "eu.example" } }, identity: { allowAnonymous: true } } },
});
const POD = "kind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: app\n    image: app:1\n";

function ask(settings: Settings, workload = POD) {
  return render(
    { workload, settings },
    {
      sourceFor: async (name = "") => {
        const entry = REGISTRY.clusters.get(name);
        return { source: SOURCE, ...(entry && { cluster: { name, entry } }) };
      },
      rulesText: () => "",
      split: splitDocuments,
      join: joinDocuments,
      inject: injectText,
    },
  );
}

async function originOf(text: string, settings: Settings, workload?: string) {
  const { result, origins } = await ask(settings, workload);
  const line = result.split("\n").findIndex((candidate) => candidate.includes(text)) + 1;
  return origins.find((origin) => origin.line === line);
}

describe("where a line of a rendering came from:", () => {
  test("the template, its place in the configuration, and what it read", async () => {
    expect(await originOf("docker.io/proxy", {})).toEqual({
      line: expect.any(Number),
      text: "template sidecar, line 4",
      expressions: [".Values.hub", ".Values.name"],
      inputs: [".Values.hub = docker.io (values)", ".Values.name = proxy (values)"],
      place: { tab: "config", line: 7 },
    });
  });
  test("a cluster's overlay, laid over values that were typed, too", async () => {
    const settings = { cluster: "eu", values: "hub: other\nname: mine\n" };
    expect((await originOf("eu.example/mine", settings))?.inputs).toEqual([
      ".Values.hub = eu.example (overlay of cluster eu)",
      ".Values.name = mine (values)",
    ]);
  });
  test("a later document, by its own lines", async () => {
    const workload = `${POD}---\n${POD.replace("name: a", "name: b")}`;
    const { result, origins } = await ask({}, workload);
    const lines = result.split("\n").flatMap((line, i) => (line.includes("docker.io/proxy") ? [i + 1] : []));
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => origins.find((origin) => origin.line === line)?.place?.line)).toEqual([7, 7]);
  });
  test("a rule of its own resource, and the rule for its pods", async () => {
    const rules = `- name: replicas
  match: { resources: [deployments.apps] }
  patch: [{ op: add, path: /spec/replicas, value: 3 }]
- name: team
  overlay: { metadata: { labels: { team: a } } }
`;
    const workload = `apiVersion: apps/v1
kind: Deployment
metadata: { name: d }
spec:
  selector: { matchLabels: { app: d } }
  template:
    metadata: { labels: { app: d } }
    spec: { containers: [{ name: app, image: "app:1" }] }
`;
    expect(await originOf("replicas: 3", { rules }, workload)).toMatchObject({
      text: "rule replicas",
      place: { tab: "rules", line: 3 },
    });
    const { origins } = await ask({ rules }, workload);
    expect(origins.map(({ text }) => text)).toContain("rule team");
  });
});

describe("what is wrong, and where:", () => {
  test.each<[string, Settings, object]>([
    [
      "values that are no YAML",
      { values: "a: b\n c: d\n" },
      { place: "values", code: "invalid-values", line: 2 },
    ],
    [
      "the same under an overlay",
      { cluster: "eu", values: "a: [" },
      { place: "values", code: "invalid-values" },
    ],
    ["a mesh configuration", { mesh: "trustDomain: []" }, { place: "mesh", code: "invalid-mesh-config" }],
    ["rules that are no YAML", { rules: "rules: [" }, { place: "rules" }],
    ["a rule's form", { rules: "\n- { name: a }\n" }, { place: "rules", code: "rule-invalid", line: 2 }],
    [
      "a rule's template, as it is read",
      { rules: "- name: a\n  overlay: |\n    x: y\n    {{ nosuch }}\n" },
      { place: "rules", line: 4 },
    ],
    [
      "a rule's template, as it runs",
      { rules: '- name: a\n  overlay: |\n    x: y\n    {{ fail "no" }}\n' },
      { place: "rules", line: 4 },
    ],
    [
      "a rule's result",
      { rules: '- { name: a, overlay: "[]" }\n' },
      { place: "rules", code: "rule-failed", line: 1 },
    ],
  ])("%s", async (_, settings, problem) => {
    expect((await ask(settings)).problems).toMatchObject([problem]);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import jsonPatch from "fast-json-patch";
import { joinDocuments, splitDocuments } from "../../cli/inject/documents.ts";
import { injectText } from "../../cli/inject/inject-text.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { INJECTOR } from "../examples/cases.ts";
import { run } from "../support/command.ts";

jest.setTimeout(60_000);

const DEPLOYMENT = readFileSync(join(import.meta.dirname, "../../examples/foo/deployment.yaml"), "utf8");
const injector = compileMutator({ ...INJECTOR, nativeSidecars: false });

const inject = (text: string) =>
  joinDocuments(splitDocuments(text).map((document) => injectText(injector, document, {}).injected));

const template = (indent: number) =>
  `metadata: { labels: { app: foo } }
spec:
  # The application.
  containers:
  - { name: foo, image: foo }
`.replace(/^(?=.)/gm, " ".repeat(indent));

const owner = (kind: string, apiVersion: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: foo }\nspec:\n  template:\n${template(4)}`;

const WORKLOADS: [string, string, (document: never) => unknown][] = [
  ["Pod", `apiVersion: v1\nkind: Pod\n${template(0)}`, (pod: { spec: unknown }) => pod.spec],
  ...["Deployment", "DaemonSet", "StatefulSet", "ReplicaSet"].map(
    (kind) =>
      [
        kind,
        owner(kind, "apps/v1"),
        ({ spec }: { spec: { template: { spec: unknown } } }) => spec.template.spec,
      ] as never,
  ),
  [
    "Job",
    owner("Job", "batch/v1"),
    ({ spec }: { spec: { template: { spec: unknown } } }) => spec.template.spec,
  ],
  [
    "CronJob",
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: foo }\nspec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n${template(8)}`,
    ({ spec }: { spec: { jobTemplate: { spec: { template: { spec: unknown } } } } }) =>
      spec.jobTemplate.spec.template.spec,
  ],
  [
    "List",
    `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: { name: foo }\n-\n${`apiVersion: v1\nkind: Pod\n${template(0)}`.replace(/^(?=.)/gm, "  ")}`,
    ({ items }: { items: { spec: unknown }[] }) => items[1]?.spec,
  ],
];

describe("a workload is injected and its comments stay:", () => {
  test.each(WORKLOADS)("%s", (_, text, specOf) => {
    const result = inject(text);
    expect(specOf(parseYaml(result) as never)).toMatchObject({
      containers: [{ name: "istio-proxy" }, { name: "foo", image: "foo" }],
      initContainers: [{ name: "istio-init" }],
    });
    expect(result).toContain("# The application.\n");
  });

  test("and what Go would fill in is not", () => {
    expect(inject(DEPLOYMENT)).not.toMatch(/strategy|creationTimestamp|status:$|resources: \{\}/m);
  });
});

describe("everything else passes through, byte for byte:", () => {
  test.each([
    ["another kind", "# mine\nkind: Service\napiVersion: v1   # odd\nspec: {ports: [ {port: 0x50} ]}\n\n\n"],
    [
      "a workload that says no",
      "apiVersion: v1\nkind: Pod\nmetadata: {annotations: {sidecar.istio.io/inject: 'false'}}\nspec:   {}\n",
    ],
    ["an empty file", ""],
    ["comments", "# nothing\n---\n# here\n"],
    ["documents around a workload", `# first\nkind: A\n---\n${DEPLOYMENT}---   # last\nkind:   B`],
  ])("%s", (_, text) => {
    const expected = splitDocuments(text).map((document) =>
      document.includes("foo-deployment") ? inject(document) : document,
    );
    expect(inject(text)).toBe(expected.join(""));
  });
});

describe("remora inject", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "remora-inject-"));
    writeFileSync(join(folder, "foo.yaml"), DEPLOYMENT);
    writeFileSync(join(folder, "service.yaml"), "kind: Service\napiVersion: v1\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("reads files and stdin, in order, from where the caller stands", async () => {
    const { stdout, code } = await run(["inject", "-f", "service.yaml", "-f", "-", "--no-native-sidecars"], {
      cwd: folder,
      input: DEPLOYMENT,
    });
    expect(code).toBe(0);
    expect(stdout).toBe(`kind: Service\napiVersion: v1\n---\n${stdout.slice(stdout.indexOf("---\n") + 4)}`);
    expect(stdout).toContain("name: istio-proxy");
  });

  test("-o patch leads from the file to what -o json prints; -o diff says it for people", async () => {
    const output = (format: string) =>
      run(["inject", "-f", "foo.yaml", "-o", format], { cwd: folder }).then(({ stdout }) => stdout);
    const [patch, json, diff] = await Promise.all(["patch", "json", "diff"].map(output));
    const original = parseYaml(DEPLOYMENT) as object;
    const patched = jsonPatch.applyPatch(original, JSON.parse(patch as string)).newDocument;
    expect(patched).toEqual(JSON.parse(json as string));
    expect(diff).toMatch(/^--- Deployment\/foo-deployment\n\+\+\+ /);
    expect(diff).not.toContain("\u001b");
  });

  test("prints nothing where a workload is refused, says why, and exits with 1", async () => {
    const bad = DEPLOYMENT.replace(
      "      labels:\n        app: foo\n    spec",
      "      annotations: { inject.istio.io/templates: nope }\n    spec",
    );
    const { stdout, stderr, code } = await run(["inject", "-f", "service.yaml", "-f", "-"], {
      cwd: folder,
      input: bad,
    });
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toContain(
      'Deployment/foo-deployment: refused: failed to run injection template: requested template "nope" not found',
    );
  });

  test.each([
    ["a file that is not there", ["-f", "nope.yaml"], /cannot read nope.yaml: .*no such file/],
    ["a file that is no YAML", ["-f", "-"], /remora: -: error converting YAML to JSON/],
    ["no file at all", [], /required option '-f, --filename <file...>' not specified/],
  ])("exits with 1 for %s", async (_, args, message) => {
    const { stdout, stderr, code } = await run(["inject", ...args], { cwd: folder, input: "a: [\n" });
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { run } from "../support/command.ts";

jest.setTimeout(60_000);

const EXAMPLE = join(import.meta.dirname, "../../examples/default-injector");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "remora-check-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A copy of the example injector with one of its files changed. */
function changed(name: string, file: string, change: (text: string) => string): string {
  const copy = join(folder, name);
  cpSync(EXAMPLE, copy, { recursive: true });
  writeFileSync(join(copy, file), change(readFileSync(join(copy, file), "utf8")));
  return copy;
}

/** A pod as a cluster has it, injected by the example injector some time ago. */
const running = (name: string, owner: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name,
    namespace: "shop",
    labels: { app: "web" },
    annotations: {
      "sidecar.istio.io/status": JSON.stringify({
        initContainers: ["istio-init"],
        containers: ["istio-proxy"],
        volumes: ["istio-data"],
      }),
    },
    ownerReferences: [{ kind: "ReplicaSet", name: owner, uid: owner, controller: true }],
  },
  spec: {
    initContainers: [{ name: "istio-init", image: "example.com/old:1" }],
    containers: [
      { name: "istio-proxy", image: "example.com/old:1", env: [{ name: "LEFT_OUT_SINCE", value: "1" }] },
      { name: "app", image: "example.com/app:1" },
    ],
    volumes: [{ name: "istio-data", emptyDir: {} }],
  },
  status: { phase: "Running" },
});

describe("remora template validate", () => {
  test("tries the sample pods and every template, and finds the example good", async () => {
    const { stdout, stderr, code } = await run(["template", "validate", "--strict", EXAMPLE]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/valid\n$/);
    expect(stdout).toMatch(/^sample\/plain\tinjected \(sidecar\)$/m);
    expect(stdout).toMatch(/^template debug\tinjected \(debug\)$/m);
  });

  test("warns of what pods would be refused for, once; --strict makes that a failure", async () => {
    const bad = changed("needs", "config.yaml", (text) =>
      text.replace("defaultTemplates: [sidecar]", "defaultTemplates: [sidecar, nope]"),
    );
    const { stderr, code } = await run(["template", "validate", bad]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: sample\/plain and \d+ more: .* requested template "nope" not found/);
    expect(stderr).toMatch(/valid, with 1 warning\n$/);
    expect((await run(["template", "validate", "--strict", bad])).code).toBe(1);
  });

  test("says which values are read and not set, or set and not read; JSON has it all", async () => {
    const odd = changed("odd", "values.yaml", (text) => `${text}\nspareValue: 1\n`);
    const { stderr } = await run(["template", "validate", "--list-values", odd]);
    expect(stderr).toContain(".Values.spareValue is set, and no template reads it\n");
    const { stdout } = await run(["template", "validate", odd, "-o", "json"]);
    const report = JSON.parse(stdout);
    expect(report.values.unused).toContain(".Values.spareValue");
    expect(report.pods[0]).toEqual({
      pod: "sample/plain",
      count: 1,
      outcome: "inject",
      templates: ["sidecar"],
    });
  });

  test("says where a template cannot be parsed, and ends with 1", async () => {
    const bad = changed("unparsed", "config.yaml", (text) =>
      text.replace("{{- with $names }}", "{{- nope }}"),
    );
    const { stdout, stderr, code } = await run(["template", "validate", bad]);
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toMatch(/function "nope" not defined\n+25 \| {5}\{\{- nope \}\}\n\[invalid-template\]/);
  });

  test("takes the gateway controller's templates, which Istio keeps there, for what they are", async () => {
    const others = changed("others", "config.yaml", (text) =>
      text.replace("\ntemplates:\n", "\ntemplates:\n  waypoint: |\n    kind: {{ .ServiceAccount }}\n"),
    );
    const { stdout, code } = await run(["template", "validate", "--strict", others]);
    expect(stdout).toMatch(/^template waypoint\tnot for pods$/m);
    expect(code).toBe(0);
  });
});

describe("remora template diff", () => {
  const other = () => changed("other", "mesh.yaml", (text) => text.replace("cluster.local", "td.example"));

  test("shows pod by pod what would change, and says how many", async () => {
    const { stdout, stderr, code } = await run(["template", "diff", EXAMPLE, other()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^--- sample\/plain\n/);
    expect(stdout).toMatch(/^\+ {6}value: td\.example$/m);
    expect(stderr).toBe("10 of 12 sample pods would change\n");
    expect(stdout).not.toContain("on-the-host-network");
  });

  test("--exit-code tells a change from none", async () => {
    const codes = [other(), EXAMPLE].map((after) =>
      run(["template", "diff", EXAMPLE, after, "--exit-code"]).then(({ code }) => code),
    );
    expect(await Promise.all(codes)).toEqual([1, 0]);
  });

  test("takes a cluster's pods as they were before they were injected, and one for its controller", async () => {
    const pods = [running("web-1", "web"), running("web-2", "web"), running("job-1", "job")];
    const file = join(folder, "pods.json");
    writeFileSync(file, JSON.stringify({ kind: "List", items: pods }));
    const { stdout, stderr } = await run([
      ...["template", "diff", EXAMPLE, other(), "--pods", file, "-o", "yaml"],
    ]);
    expect(stderr).toBe("3 of 3 pods would change\n");
    const { changes, ...counts } = parseYaml(stdout) as {
      changes: { pod: string; count: number; patch: object[] }[];
    };
    expect(counts).toEqual({ pods: 3, changed: 3 });
    expect(changes.map(({ pod, count }) => [pod, count])).toEqual([
      ["shop/web-1", 2],
      ["shop/job-1", 1],
    ]);
    expect(changes[0]?.patch).toContainEqual(expect.objectContaining({ value: "td.example" }));
    const text = await run(["template", "diff", EXAMPLE, other(), "--pods", file]);
    expect(text.stdout).toContain("--- shop/web-1 and 1 more of its controller\n");
    expect(text.stdout).not.toContain("LEFT_OUT_SINCE");
  });
});

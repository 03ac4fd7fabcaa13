import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { run } from "../support/command.ts";

jest.setTimeout(60_000);

const EXAMPLE = "examples/foo/deployment.yaml";

test("says for people which rule decided, and where fields come from", async () => {
  const { stdout, code } = await run([
    "explain",
    "-f",
    EXAMPLE,
    "--namespace-labels",
    "istio-injection=enabled",
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Deployment\/foo-deployment in namespace default is injected\n/);
  expect(stdout).toContain("  * namespace.sidecar-injector.remora\n");
  expect(stdout).toMatch(/^ {2}\* inject {2}the policy is enabled$/m);
  expect(stdout).toMatch(
    /^ {2}\/spec\/initContainers\/0\/image = ".*" {2}← template sidecar, line \d+: \{\{ /m,
  );
});

test("says so where no webhook would be called", async () => {
  const { stdout, code } = await run(["explain", "-f", EXAMPLE, "--namespace-labels", "team=shop"]);
  expect(code).toBe(0);
  expect(stdout).toContain("is not injected: no webhook would be called for it");
  expect(stdout).not.toContain("Fields");
});

test("takes a cluster's network, revision and overlay from the registry, and prints JSON", async () => {
  const folder = mkdtempSync(join(tmpdir(), "remora-explain-"));
  const clusters = join(folder, "clusters.json");
  const overlay = { values: { global: { hub: "registry.example.com" } } };
  const entry = { network: "n1", revision: "canary", overlay, identity: { allowAnonymous: true } };
  writeFileSync(clusters, JSON.stringify({ clusters: { c1: entry } }));
  const { stdout, code, stderr } = await run([
    "explain",
    "-f",
    EXAMPLE,
    "--cluster",
    "c1",
    "--registry",
    clusters,
    "-o",
    "json",
  ]);
  rmSync(folder, { recursive: true });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { outcome, fields } = JSON.parse(stdout);
  expect(outcome).toBe("inject");
  const values = fields.map(({ value }: { value: unknown }) => value);
  expect(values).toEqual(expect.arrayContaining(["c1", "n1", "canary"]));
  const image = fields.find(({ path }: { path: string }) => path === "/spec/initContainers/0/image");
  expect(image.source.inputs).toContainEqual({
    of: "values",
    path: "global.hub",
    value: "registry.example.com",
    layer: { kind: "overlay", cluster: "c1" },
    decided: true,
  });
});

test("says under each field what it was made of, and the line of the file for a rule's", async () => {
  const file = "examples/fluent-bit/injector.yaml";
  const lines = readFileSync(join(import.meta.dirname, "../..", file), "utf8").split("\n");
  const pod = readFileSync(join(import.meta.dirname, "../..", "examples/fluent-bit/pod.yaml"), "utf8");
  const { stdout } = await run(["explain", "-f", "-", "--injector", file], { input: pod });
  const line = Number(new RegExp(`/image = .* {2}← rule \\S+, ${file}:(\\d+)`).exec(stdout)?.[1]);
  expect(lines[line - 1]).toContain("image:");
  const istio = await run(["explain", "-f", EXAMPLE]);
  expect(istio.stdout).toMatch(/^ {6}\.Values\.global\.hub = \S+ \(values\)$/m);
  expect(istio.stdout).toMatch(/^ {6}annotation sidecar\.istio\.io\/proxyCPU: not set$/m);
});

test("explains each item of a List", async () => {
  const item = (name: string) => ({
    kind: "Pod",
    metadata: { name },
    spec: { containers: [{ name, image: "a:1" }] },
  });
  const input = JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [item("a"), { kind: "Service" }, item("b")],
  });
  const { stdout } = await run(["explain", "-f", "-", "-o", "json"], { input });
  expect(JSON.parse(stdout).map(({ object }: { object: string }) => object)).toEqual(["Pod/a", "Pod/b"]);
});

test("explains rules as YAML, and exits with 1 for a pod that is refused", async () => {
  const injector = ["--injector", "examples/vault-agent/injector.yaml"];
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: a, annotations: { secrets.example.com/role: "" } }
spec: { containers: [{ name: a, image: a }] }`;
  const { stdout, code } = await run(["explain", "-f", "-", "-o", "yaml", ...injector], { input: pod });
  expect(code).toBe(1);
  expect(parseYaml(stdout)).toMatchObject({ object: "Pod/a", outcome: "refuse", fields: [] });
});

test("says what is wrong with what it is given", async () => {
  const { stderr, code } = await run(["explain", "-f", "-"], { input: "kind: Service\n" });
  expect({ stderr, code }).toEqual({
    stderr: "remora: - is neither a pod nor a workload that makes pods\n",
    code: 1,
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { compileInjector } from "../../../lib/injection/injector.ts";
import { explainFields } from "../../../lib/injection/provenance/provenance.ts";

const MESH = "{}";

function injectorOf(template: string, values = "{global: {hub: example.com, tag: '1'}}") {
  const config = JSON.stringify({ policy: "enabled", templates: { sidecar: template } });
  return compileInjector({ config, values, mesh: MESH });
}

function originsOf(template: string, pod: object) {
  const origins = explainFields(
    injectorOf(template),
    { pod, namespace: "shop", path: "/inject" },
    { source: {} },
  );
  return new Map(origins.map(({ path, source }) => [path, source]));
}

const POD = { metadata: { name: "a" }, spec: { containers: [{ name: "app", image: "app:1" }] } };

const TEMPLATE = `{{- $port := 15090 }}
spec:
  containers:
  {{- if true }}
  - name: istio-proxy
    image: {{ .Values.global.hub | quote }}
    args: [proxy, "--port={{ $port }}"]
  {{- end }}
{{ template "volumes" . }}
{{- define "volumes" }}
  volumes:
  - name: data
    emptyDir: {}
{{- end }}
`;

const at = (line: number, ...expressions: string[]) => ({
  kind: "template",
  template: "sidecar",
  line,
  expressions,
});

describe("where a field of an injected pod came from", () => {
  const origins = originsOf(TEMPLATE, POD);
  test.each([
    ["a constant: its line", "/spec/containers/1/name", at(5)],
    ["an action: its line and its pipeline", "/spec/containers/1/image", at(6, ".Values.global.hub | quote")],
    ["an item of a list in one line", "/spec/containers/1/args/1", at(7, "$port")],
    ["a template called by the template: the line where it is defined", "/spec/volumes/0/emptyDir", at(13)],
  ])("%s", (_, path, source) => {
    expect(origins.get(path)).toMatchObject(source);
  });

  test("what the pod had already is not explained", () => {
    expect([...origins.keys()].filter((path) => path.startsWith("/spec/containers/0"))).toEqual([]);
    expect(origins.has("/metadata/name")).toBe(false);
  });

  test("what is done after the templates names its step", () => {
    expect(origins.get("/metadata/annotations/sidecar.istio.io~1status")).toMatchObject({
      kind: "step",
      step: "metadata",
    });
  });

  test("the pod's own container overrules the template's", () => {
    const own = { name: "istio-proxy", image: "mine:1" };
    const overruled = originsOf(TEMPLATE, { ...POD, spec: { containers: [...POD.spec.containers, own] } });
    const image = [...overruled].find(([, source]) => source.kind === "overrides");
    expect(overruled.size).toBeGreaterThan(0);
    expect(image?.[0]).toMatch(/overrides|image/);
  });

  test("nothing is explained of a pod that is not injected, or where the template fails", () => {
    const skipped = { ...POD, metadata: { labels: { "sidecar.istio.io/inject": "false" } } };
    expect(originsOf(TEMPLATE, skipped).size).toBe(0);
    expect(originsOf("{{ fail `no` }}", POD).size).toBe(0);
    expect(originsOf("spec: [", POD).size).toBe(0);
  });
});

test("every field that the example injector adds from its template names a line, and that line has its key", () => {
  const text = (name: string) =>
    readFileSync(join(import.meta.dirname, `../../../examples/default-injector/${name}.yaml`), "utf8");
  const source = { config: text("config"), values: text("values"), mesh: text("mesh") };
  const injector = compileInjector(source);
  const request = { pod: POD, namespace: "shop", path: "/inject" };
  const origins = explainFields(injector, request, { source });
  const fromTemplate = origins.filter(({ source }) => source.kind === "template");
  expect(fromTemplate.length).toBeGreaterThan(80);
  expect(
    fromTemplate.filter(({ source }) => source.kind === "template" && source.line === undefined),
  ).toEqual([]);
  expect(explainFields(injector, request, { source })).toEqual(origins);
  const lines = text("config").split("\n");
  const first = lines.indexOf("  sidecar: |") + 1;
  const found = origins.find(({ path }) => path.endsWith("/securityContext/readOnlyRootFilesystem"));
  const line = found?.source.kind === "template" ? found.source.line : undefined;
  expect(lines[first + (line ?? 0) - 1]).toContain("readOnlyRootFilesystem");
});

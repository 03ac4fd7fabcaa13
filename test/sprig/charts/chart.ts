import { posix } from "node:path";
import { Template } from "../../../lib/gotemplate/template.ts";
import { STRING } from "../../../lib/gotemplate/types.ts";
import { fn, type GoValue, Pointer, Struct, type StructType } from "../../../lib/gotemplate/values.ts";
import { helmFuncs } from "../../../lib/sprig/helm.ts";
import { sprigFuncs } from "../../../lib/sprig/sprig.ts";

/** What Helm was given: templates and files by their paths in the chart, and the values of the context. */
export interface Chart {
  readonly templates: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly context: {
    readonly Chart: { readonly Name: string };
    readonly Release: Readonly<Record<string, GoValue>>;
    readonly Values: GoValue;
    readonly Capabilities: { readonly KubeVersion: Readonly<Record<string, string>> };
  };
}

/** Renders a chart as Helm's engine does: one group of templates, the deepest paths first, one set of values for all. */
export function renderChart(chart: Chart): Record<string, string> {
  const root = new Template("gotpl").option("missingkey=zero");
  root.funcs(sprigFuncs()).funcs(helmFuncs(root));
  const folder = chart.context.Chart.Name;
  const names = Object.keys(chart.templates)
    .map((path) => posix.join(folder, path))
    .sort(deepestFirst);
  for (const name of names) root.new(name).parse(chart.templates[name.slice(folder.length + 1)] as string);

  const context = contextOf(chart);
  const rendered: Record<string, string> = {};
  for (const name of names.filter((path) => !posix.basename(path).startsWith("_"))) {
    context.Template = { Name: name, BasePath: posix.join(folder, "templates") };
    rendered[name] = root.executeTemplate(name, context).replaceAll("<no value>", "");
  }
  return rendered;
}

function deepestFirst(a: string, b: string): number {
  const depth = b.split("/").length - a.split("/").length;
  return depth !== 0 ? depth : a < b ? 1 : -1;
}

function contextOf({ files, context }: Chart): Record<string, GoValue> {
  const { Chart, Release, Values, Capabilities } = context;
  return {
    Chart: { ...Chart, IsRoot: true },
    Release: { ...Release, Revision: BigInt(Release.Revision as number) },
    Values,
    Subcharts: {},
    Capabilities: new Pointer({ kind: "ptr", elem: CAPABILITIES }, new Struct(CAPABILITIES, Capabilities)),
    Files: new Struct(FILES, files),
  };
}

const FILES: StructType = {
  kind: "struct",
  name: "engine.files",
  fields: () => [],
  methods: () => ({
    Get: fn("func(name string) string", (files: Struct, name: string) =>
      Object.hasOwn(files.json, name) ? files.json[name] : "",
    ),
  }),
};

const KUBE_VERSION: StructType = {
  kind: "struct",
  name: "common.KubeVersion",
  fields: () => ["Version", "Major", "Minor"].map((name) => ({ name, json: name, type: STRING })),
  methods: () => ({ GitVersion: fn("func() string", (version: Struct) => version.json.Version) }),
};

const CAPABILITIES: StructType = {
  kind: "struct",
  name: "common.Capabilities",
  fields: () => [{ name: "KubeVersion", json: "KubeVersion", type: KUBE_VERSION }],
};

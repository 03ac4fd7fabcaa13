import { spawnSync } from "node:child_process";
import type { Judge } from "./build.ts";
import { type Case, type Injector, injectorFile, reviewText, type Settings } from "./case.ts";
import type { Configuration } from "./configurations.ts";
import { renderable, renderFile } from "./rendering.ts";

/** What istiotable prints. */
interface IstioTable {
  readonly injectors: readonly Injector[];
  readonly cases: readonly IstioCase[];
  readonly inputs: readonly Input[];
}

interface IstioCase {
  readonly in: string;
  readonly want: string;
  readonly injector: number;
  readonly skipWebhook: boolean;
  readonly skipInjection: boolean;
  readonly nodes: readonly { name: string; kubeletVersion: string }[] | null;
  readonly namespaces: readonly object[] | null;
  readonly nativeSidecars: boolean | null;
  readonly platform?: string;
  readonly compliancePolicy?: string;
}

interface Input {
  readonly file: string;
  readonly text: string;
  readonly pods: readonly { readonly namespace: string; readonly pod: object }[];
}

/**
 * Istio's test data: each input under the settings that Istio's own tests give it, and each under every one of our
 * configurations; as pods through the webhook, and as files through kube-inject.
 */
export function istioCases(judge: Judge): Case[] {
  const table = readTable(judge);
  const files = table.injectors.map((injector) => injectorFile(judge.cache, injector));
  const own = table.cases.flatMap((row) =>
    casesOf(
      inputNamed(table, row.in),
      `under Istio's settings for ${row.want || row.in}`,
      "Istio's own settings",
      {
        injectorFile: files[row.injector] as string,
        settings: settingsOf(row),
      },
    ),
  );
  const ours = renderable(judge).flatMap(([name, configuration]) =>
    table.inputs.flatMap((input) => casesOf(input, `under "${name}"`, name, place(judge, configuration))),
  );
  return [...own, ...ours];
}

const places = new Map<Configuration, { injectorFile: string; settings: Settings }>();

/** A configuration rendered; once for each. */
export function place(
  judge: Judge,
  configuration: Configuration,
): { injectorFile: string; settings: Settings } {
  const known = places.get(configuration);
  if (known) return known;
  const made = {
    injectorFile: renderFile(judge, configuration),
    settings: { revision: "default", kubernetesVersion: "v1.33.0", ...configuration.settings },
  };
  places.set(configuration, made);
  return made;
}

function casesOf(
  input: Input,
  under: string,
  group: string,
  at: { injectorFile: string; settings: Settings },
): Case[] {
  const { revision: _, path: __, proxyConfigs: ___, ...local } = at.settings;
  return [
    ...input.pods.map(({ namespace, pod }, index): Case => {
      const review = reviewText(JSON.stringify(pod), namespace || "default");
      return { name: `${input.file}#${index} ${under}`, group, ...at, ask: { kind: "review", review } };
    }),
    {
      name: `${input.file} through kube-inject ${under}`,
      group,
      injectorFile: at.injectorFile,
      settings: local,
      ask: { kind: "kube-inject", input: input.text },
    },
  ];
}

function settingsOf(row: IstioCase): Settings {
  return {
    revision: "default",
    ...(row.nodes && { nodes: row.nodes }),
    ...(row.namespaces && { namespaces: row.namespaces }),
    ...(row.nativeSidecars !== null && { nativeSidecars: row.nativeSidecars }),
    ...(row.platform && { platform: row.platform }),
    ...(row.compliancePolicy && { compliancePolicy: row.compliancePolicy }),
  };
}

function inputNamed(table: IstioTable, file: string): Input {
  const input = table.inputs.find((candidate) => candidate.file === file);
  if (!input) throw new Error(`Istio's tests name the input ${file}, which its test data lacks`);
  return input;
}

function readTable(judge: Judge): IstioTable {
  const result = spawnSync(judge.program("istiotable"), ["-module", judge.module], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as IstioTable;
}

import { writeFile } from "node:fs/promises";
import { parseAllDocuments, stringify } from "yaml";
import { compileMutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { callerPath } from "../paths.ts";
import type { ImportOptions } from "../template-import.ts";
import { collectFromCluster } from "./import-cluster.ts";

/** Collects an injector, compiles it to see that it can be used, and writes it. */
export async function importInjector(options: ImportOptions): Promise<void> {
  const source = await collect(options);
  const { istio, rules } = compileMutator(source);
  await write(options.out, `${JSON.stringify(source, null, 2)}\n`);
  const parts = [
    ...(istio ? [`templates ${[...istio.templates.keys()].join(", ")}`] : []),
    ...(source.revision ? [`revision ${source.revision}`] : []),
    ...(source.proxyConfigs?.length ? [`${source.proxyConfigs.length} ProxyConfig resources`] : []),
    ...(source.kubernetesVersion ? [`Kubernetes ${source.kubernetesVersion}`] : []),
    ...(rules.length > 0 ? [`rules ${rules.map(({ name }) => name).join(", ")}`] : []),
  ];
  process.stderr.write(`imported ${parts.join("; ")}\n`);
  if (options.out !== "-")
    process.stderr.write(`${options.out} written; next: remora template push ${options.out}\n`);
}

async function collect(options: ImportOptions): Promise<MutatorSource> {
  const texts = await Promise.all((options.file ?? []).map(readText));
  switch (options.from) {
    case undefined:
      return texts.length > 0 ? fromManifests(texts, options.revision) : collectFromCluster(options);
    case "k8s-sidecar-injector": {
      if (texts.length === 0)
        throw new UsageError("--from k8s-sidecar-injector needs the files of its configuration: -f FILE");
      const { fromK8sSidecarInjector } = await import("../../lib/rules/from-k8s-sidecar-injector.ts");
      return { rules: fromK8sSidecarInjector(texts) };
    }
    default:
      throw new UsageError(`--from ${options.from} is unknown; have k8s-sidecar-injector`);
  }
}

/** Of everything that was rendered, what makes up an injector. */
function fromManifests(texts: readonly string[], revision: string | undefined): MutatorSource {
  const documents = texts
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.toJS({ maxAliasCount: 100 }) as KubernetesDocument | null)
    .flatMap((document) => (document?.kind === "List" ? (document.items ?? []) : [document]))
    .filter((document): document is KubernetesDocument => isPart(document, revision));
  if (documents.length === 0) {
    throw new UsageError("the files hold no injector's configuration", {
      hint: "It is in the ConfigMaps istio-sidecar-injector and istio: kubectl get configmap -n istio-system istio-sidecar-injector istio -o yaml",
    });
  }
  return loadInjectorSource(documents.map((document) => stringify(document)).join("---\n"));
}

interface KubernetesDocument {
  readonly kind?: string;
  readonly items?: KubernetesDocument[];
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

function isPart(document: KubernetesDocument | null, revision: string | undefined): boolean {
  if (document?.kind === "ProxyConfig") return true;
  if (document?.kind !== "ConfigMap" || document.data === undefined) return false;
  const { config, values, mesh } = document.data;
  const isOne = (config !== undefined && values !== undefined) || mesh !== undefined;
  const own = document.metadata?.labels?.["istio.io/rev"] ?? "default";
  return isOne && (revision === undefined || own === revision);
}

async function write(file: string, text: string): Promise<void> {
  if (file === "-") process.stdout.write(text);
  else await writeFile(callerPath(file), text);
}

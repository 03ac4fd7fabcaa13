import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { MutatorSource } from "../lib/rules/mutator.ts";
import { readFiles, versionOf } from "../lib/sources/file.ts";
import { loadInjectorSource } from "../lib/sources/injector-source.ts";
import { UsageError } from "./fail.ts";
import { callerPath, packageFile, shortPath } from "./paths.ts";

/** The flags by which every sub-command is told its injector. */
export interface InjectorOptions {
  injector?: string[];
  config?: string;
  values?: string;
  mesh?: string;
  revision?: string;
  kubernetesVersion?: string;
  nativeSidecars?: boolean;
}

const TEXTS = ["config", "values", "mesh"] as const;
/** What else of a folder is read; each is a configuration as a whole, or a part of one. */
const WHOLE = ["injector.yaml", "injector.json", "rules.yaml"];

export function addInjectorOptions(command: Command): Command {
  return command
    .optionsGroup("The injector:")
    .option(
      "--injector <file>",
      "the injector's configuration: ConfigMaps as kubectl prints them, one object with the keys config, values, mesh, rules, or a folder with config.yaml, values.yaml, mesh.yaml, rules.yaml; may be given several times",
      collect,
    )
    .option("--config <file>", "its templates alone")
    .option("--values <file>", "its values alone")
    .option("--mesh <file>", "its mesh configuration alone")
    .option("--revision <name>", "the revision that pods are marked with")
    .option("--kubernetes-version <version>", "of the nodes, for native sidecars: v1.33.0", kubernetesVersion)
    .option("--native-sidecars", "render native sidecars, whatever the nodes' version")
    .option("--no-native-sidecars", "render none");
}

/** As the nodes say it, and the registry takes it. */
export function kubernetesVersion(value: string): string {
  if (/^v?1\.\d+/.test(value)) return value;
  throw new InvalidArgumentError("It is as v1.34.2.");
}

/** For options that may be given several times. */
export const collect = (file: string, files: string[] = []) => [...files, file];

/** What makes up the injector, as paths: those of the embedded example where nothing is named. */
interface Parts {
  readonly files: readonly string[];
  readonly texts: Readonly<Partial<Record<(typeof TEXTS)[number], string>>>;
}

function partsOf(options: InjectorOptions): Parts {
  const named = isEmbedded(options) ? [EMBEDDED()] : (options.injector ?? []).map(callerPath);
  const parts = named.map((path) => (isFolder(path) ? partsIn(path) : { files: [path], texts: {} }));
  const given = TEXTS.flatMap((key) => (options[key] ? [[key, callerPath(options[key])]] : []));
  return {
    files: parts.flatMap(({ files }) => files),
    texts: Object.assign({}, ...parts.map(({ texts }) => texts), Object.fromEntries(given)),
  };
}

/** @throws UsageError where the folder has nothing of an injector */
function partsIn(folder: string): Parts {
  const found = (name: string) => existsSync(join(folder, name));
  const texts = TEXTS.filter((key) => found(`${key}.yaml`)).map((key) => [key, join(folder, `${key}.yaml`)]);
  const files = WHOLE.filter(found).map((name) => join(folder, name));
  if (texts.length + files.length > 0) return { files, texts: Object.fromEntries(texts) };
  throw new UsageError(`${folder} has no injector's configuration`, {
    hint: `It is in ${TEXTS.map((key) => `${key}.yaml`).join(", ")}, or ${WHOLE.join(", ")}.`,
  });
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** The files that make up the injector, for whoever watches them. */
export function injectorFiles(options: InjectorOptions): string[] {
  const { files, texts } = partsOf(options);
  return [...files, ...Object.values(texts)];
}

/** Is it the example that comes with remora, with nothing of the user's own? */
export function isEmbedded(options: InjectorOptions): boolean {
  return !options.injector?.length && !options.config;
}

/** A text of the configuration, and what people call it. */
export interface ConfigurationFile {
  readonly file: string;
  readonly content: string | Uint8Array;
}

export interface ReadInjector {
  readonly source: MutatorSource;
  readonly version: string;
  /** What it was read from, but for config, values and mesh that stand alone. */
  readonly files: readonly ConfigurationFile[];
}

/**
 * Reads the injector that the flags choose.
 *
 * @throws SourceError naming the file or the key that is amiss.
 */
export async function readInjector(options: InjectorOptions): Promise<ReadInjector> {
  const parts = partsOf(options);
  const files = await readFiles(parts.files);
  const texts = await readFiles(Object.values(parts.texts));
  const given = Object.fromEntries(Object.keys(parts.texts).map((key, i) => [key, texts[i] as Uint8Array]));
  const source = { ...loadInjectorSource(files, given), ...settingsOf(options) };
  return {
    source,
    version: versionOf([...files, ...texts]),
    files: parts.files.map((path, i) => ({ file: shortPath(path), content: files[i] as Uint8Array })),
  };
}

/** What the flags say beside the configuration; it wins. */
export function settingsOf({ revision, kubernetesVersion, nativeSidecars }: InjectorOptions): MutatorSource {
  return {
    ...(revision !== undefined && { revision }),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    ...(nativeSidecars !== undefined && { nativeSidecars }),
  };
}

const EMBEDDED = () => packageFile("examples", "default-injector");

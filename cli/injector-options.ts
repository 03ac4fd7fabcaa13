import type { Command } from "commander";
import type { MutatorSource } from "../lib/rules/mutator.ts";
import { readFiles, versionOf } from "../lib/sources/file.ts";
import { loadInjectorSource } from "../lib/sources/injector-source.ts";
import { callerPath, packageFile } from "./paths.ts";

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

export function addInjectorOptions(command: Command): Command {
  return command
    .option(
      "--injector <file>",
      "the injector's configuration: ConfigMaps as kubectl prints them, or one object with the keys config, values, mesh; may be given several times",
      (file: string, files: string[] = []) => [...files, file],
    )
    .option("--config <file>", "its templates alone")
    .option("--values <file>", "its values alone")
    .option("--mesh <file>", "its mesh configuration alone")
    .option("--revision <name>", "the revision that pods are marked with")
    .option("--kubernetes-version <version>", "of the nodes, for native sidecars: v1.33.0")
    .option("--native-sidecars", "render native sidecars, whatever the nodes' version")
    .option("--no-native-sidecars", "render none");
}

/** The files that make up the injector; those of the embedded example where none is named. */
export function injectorFiles(options: InjectorOptions): string[] {
  const named = TEXTS.flatMap((key) => options[key] ?? []);
  return [...(options.injector ?? []), ...named]
    .map(callerPath)
    .concat(isEmbedded(options) ? EMBEDDED() : []);
}

/** Is it the example that comes with remora, with nothing of the user's own? */
export function isEmbedded(options: InjectorOptions): boolean {
  return !options.injector && !options.config;
}

/**
 * Reads the injector that the flags choose.
 *
 * @throws SourceError naming the file or the key that is amiss.
 */
export async function readInjector(
  options: InjectorOptions,
): Promise<{ source: MutatorSource; version: string }> {
  const given: Record<string, Uint8Array> = {};
  for (const key of TEXTS) {
    const file = options[key] ? callerPath(options[key]) : isEmbedded(options) && embedded(key);
    if (file) given[key] = (await readFiles([file]))[0] as Uint8Array;
  }
  const files = await readFiles((options.injector ?? []).map(callerPath));
  const { revision, kubernetesVersion, nativeSidecars } = options;
  const source = {
    ...loadInjectorSource(files, given),
    ...(revision !== undefined && { revision }),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    ...(nativeSidecars !== undefined && { nativeSidecars }),
  };
  return { source, version: versionOf([...files, ...Object.values(given)]) };
}

const embedded = (key: string) => packageFile("examples", "default-injector", `${key}.yaml`);
const EMBEDDED = () => TEXTS.map(embedded);

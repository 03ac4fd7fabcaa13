import type { Command } from "commander";
import type { Cluster } from "../lib/clusters/registry.ts";
import type { RegistryPart, RegistryStore } from "../lib/clusters/store.ts";
import type { InjectorSecret } from "../lib/sources/injector-secret.ts";
import { UsageError } from "./fail.ts";
import { exists } from "./files.ts";
import { callerPath } from "./paths.ts";

/** Where a stage's secrets are. */
export interface StageOptions {
  readonly stage: string;
  readonly prefix?: string;
}

/** Where the registry of clusters is: a local file, or the stage's secrets. */
export interface RegistryOptions extends StageOptions {
  readonly registry?: string;
}

export function addStageOptions(command: Command): Command {
  return command
    .option("--stage <stage>", "the deployment's stage", "dev")
    .option("--prefix <prefix>", "the prefix of its secrets (default: remora/<stage>)");
}

export function addRegistryOptions(command: Command): Command {
  return addStageOptions(
    command.option("--registry <file>", "a registry in a local file (default: the secrets of the stage)"),
  );
}

export const secretsPrefix = ({ prefix, stage }: StageOptions) => prefix ?? `remora/${stage}`;

/** The registry, to be read and written. */
export async function storeOf({ registry, ...stage }: RegistryOptions): Promise<RegistryStore> {
  const { fileStore, secretStore } = await import("../lib/clusters/store.ts");
  if (registry !== undefined) return fileStore(callerPath(registry));
  const { patientClient } = await import("../lib/sources/secrets-manager.ts");
  const base = secretsPrefix(stage);
  return secretStore(patientClient(), `${base}/clusters`, `${base}/injector`);
}

/** @throws UsageError where a registry in a file is not there: only adding a cluster makes one. */
export async function requireRegistry({ registry }: Pick<RegistryOptions, "registry">): Promise<void> {
  if (registry === undefined || (await exists(callerPath(registry)))) return;
  throw new UsageError(`cannot read ${registry}: no such file`, {
    hint: `Make one: remora cluster add NAME --registry ${registry}`,
  });
}

/** A cluster's entry. @throws UsageError where it has none, naming those there are */
export async function clusterEntry(name: string, options: RegistryOptions): Promise<Cluster> {
  await requireRegistry(options);
  const store = await storeOf(options);
  const { clusters } = (await store.partOf(name).read()).registry();
  const entry = clusters.get(name);
  if (entry !== undefined) return entry;
  const others = await namesIn(store.parts());
  throw new UsageError(`the registry has no cluster ${name}`, {
    hint: `Have ${others.join(", ") || "none"}. Add it: remora cluster add ${name}`,
  });
}

async function namesIn(parts: readonly RegistryPart[]): Promise<string[]> {
  const registries = await Promise.all(parts.map((part) => part.read()));
  return registries.flatMap((part) => [...part.registry().clusters.keys()]).sort();
}

/** The secret of one of a stage's injectors. */
export async function injectorSecret(options: StageOptions, name = "injector"): Promise<InjectorSecret> {
  const { InjectorSecret } = await import("../lib/sources/injector-secret.ts");
  const { patientClient } = await import("../lib/sources/secrets-manager.ts");
  return new InjectorSecret(patientClient(), `${secretsPrefix(options)}/${name}`);
}

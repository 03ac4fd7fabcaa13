import { dirname, join } from "node:path";
import { type Command, Option } from "commander";
import type { Cluster, InjectorChoice } from "../lib/clusters/registry.ts";
import type { OverlaySource } from "../lib/injection/provenance/field-input.ts";
import type { MutatorSource } from "../lib/rules/mutator.ts";
import { UsageError } from "./fail.ts";
import {
  addInjectorOptions,
  type ConfigurationFile,
  type InjectorOptions,
  isEmbedded,
  readInjector,
  settingsOf,
} from "./injector-options.ts";
import { callerPath } from "./paths.ts";
import { addRegistryOptions, clusterEntry, injectorSecret, type RegistryOptions } from "./registry.ts";

/** The flags by which a command is told its injector, and the cluster that it is for. */
export interface ChoiceOptions extends InjectorOptions, RegistryOptions {
  readonly from?: "file" | "secret";
  readonly cluster?: string;
}

export interface ChosenInjector {
  readonly source: MutatorSource;
  /** What the cluster's entry has laid over values and mesh configuration. */
  readonly overlay?: OverlaySource | undefined;
  /** What the source was read from. */
  readonly files: readonly ConfigurationFile[];
  /** By which the cluster calls: "/inject/cluster/prod-1/net/network-1". */
  readonly path: string;
}

export function addChoiceOptions(command: Command): Command {
  addInjectorOptions(command)
    .addOption(
      new Option(
        "--from <place>",
        "where the injector is: in files, or in the stage's secret (default: the secret with --cluster alone, else files)",
      ).choices(["file", "secret"]),
    )
    .optionsGroup("The cluster:")
    .option("--cluster <name>", "as this cluster gets it: its overlay, network, revision, ProxyConfigs, …");
  return addRegistryOptions(command);
}

/**
 * The injector that the flags choose, with what a cluster's entry changes in it.
 *
 * | flags                         | the cluster's entry | the injector                                      |
 * |-------------------------------|---------------------|---------------------------------------------------|
 * | none, or files                |                     | the files, or the example                         |
 * | --from secret                 |                     | the stage's `injector`                            |
 * | --cluster                     | the stage's secrets | the stage's secret that the entry names           |
 * | --cluster, files              | the stage's secrets | the files                                         |
 * | --cluster --registry          | that file           | the files; or `NAME.yaml` beside it, where the entry names another |
 * | --cluster --registry --from secret | that file      | the stage's secret that the entry names           |
 *
 * @throws UsageError, SourceError, ClustersError
 */
export async function chosenInjector(options: ChoiceOptions): Promise<ChosenInjector> {
  const { cluster, registry } = options;
  if (cluster === undefined) {
    if (registry !== undefined) throw new UsageError("--registry needs --cluster: whose entry it is");
    return { ...(await sourceOf(options, MAIN)), path: "/inject" };
  }
  const entry = await clusterEntry(cluster, options);
  const { overlaySourceOf, sourceForCluster } = await import("../lib/clusters/cluster-source.ts");
  const { istioPath } = await import("../lib/clusters/cluster-id.ts");
  const { webhookUrl } = await import("../lib/clusters/webhook-configuration.ts");
  const common = await sourceOf(options, await choiceOf(entry, options));
  return {
    source: { ...sourceForCluster(common.source, entry), ...settingsOf(options) },
    overlay: overlaySourceOf(cluster, entry),
    files: common.files,
    path: istioPath(webhookUrl("", { cluster, network: entry.network }), entry),
  };
}

const MAIN: InjectorChoice = { injector: "injector", stage: "AWSCURRENT" };
const NOBODY = { namespace: "", owner: "" };

/** The cluster's own, or the one that it has for another revision. */
async function choiceOf(entry: Cluster, { revision }: InjectorOptions): Promise<InjectorChoice> {
  const { chooseInjector } = await import("../lib/clusters/rollout.ts");
  const stable = { ...entry, candidate: undefined };
  return chooseInjector(stable, revision, NOBODY) ?? { injector: entry.injector, stage: entry.stage };
}

type ReadSource = Pick<ChosenInjector, "source" | "files">;

async function sourceOf(options: ChoiceOptions, choice: InjectorChoice): Promise<ReadSource> {
  const { cluster, registry } = options;
  const isSecret = cluster !== undefined && registry === undefined && isEmbedded(options);
  if ((options.from ?? (isSecret ? "secret" : "file")) === "secret") return fromSecret(options, choice);
  if (choice.injector === MAIN.injector || registry === undefined || !isEmbedded(options))
    return readInjector(options);
  const beside = join(dirname(callerPath(registry)), `${choice.injector}.yaml`);
  return readInjector({ ...options, injector: [beside] });
}

/** @throws UsageError where files are named as well, or the secret has no such version */
async function fromSecret(options: ChoiceOptions, choice: InjectorChoice): Promise<ReadSource> {
  if (!isEmbedded(options)) throw new UsageError("--from secret and an injector's files exclude each other");
  const { loadInjectorSource } = await import("../lib/sources/injector-source.ts");
  const secret = await injectorSecret(options, choice.injector);
  const text = await secret.read({ stage: choice.stage });
  if (text === undefined) {
    throw new UsageError(`${secret.name} has no version ${choice.stage}`, {
      hint: "Put one in: remora template push FILE",
    });
  }
  return {
    source: { ...loadInjectorSource(text), ...settingsOf(options) },
    files: [{ file: `secret ${secret.name}`, content: text }],
  };
}

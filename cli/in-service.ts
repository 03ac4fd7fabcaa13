import { dirname, join } from "node:path";
import type { Command } from "commander";
import { sourceForCluster } from "../lib/clusters/cluster-source.ts";
import type { Cluster, InjectorChoice } from "../lib/clusters/registry.ts";
import type { MutatorSource } from "../lib/rules/mutator.ts";
import { UsageError } from "./fail.ts";
import { collect } from "./injector-options.ts";
import { callerPath } from "./paths.ts";

/** The flags that say where the configuration in service is. */
export interface InServiceOptions {
  readonly stage?: string;
  readonly prefix?: string;
  readonly registry?: string;
  readonly injector?: string[];
}

export function addInServiceOptions(command: Command): Command {
  return command
    .option("--stage <stage>", "what is in service is in the secrets of this stage")
    .option("--prefix <prefix>", "the prefix of its secrets (default: remora/<stage>)")
    .option("--registry <file>", "the registry is this local file")
    .option(
      "--injector <file>",
      "the injector in service is this file or folder; may be given several times",
      collect,
    );
}

/** The configuration that a cluster's calls are answered by: its entry in the registry, and the injector that it chooses. */
export class InService {
  /** As they stand in a command that changes it: "--stage prod". */
  readonly flags: string;
  readonly isDeployed: boolean;
  readonly #options: InServiceOptions;

  private constructor(options: InServiceOptions) {
    const { stage, prefix, registry } = options;
    this.#options = options;
    this.isDeployed = stage !== undefined || prefix !== undefined;
    const flags = [stage && `--stage ${stage}`, prefix && `--prefix ${prefix}`];
    this.flags = (this.isDeployed ? flags : [registry && `--registry ${registry}`]).filter(Boolean).join(" ");
  }

  /** @returns undefined where the flags do not say where it is */
  static from(options: InServiceOptions): InService | undefined {
    const { stage, prefix, registry, injector } = options;
    const told = [stage, prefix, registry, injector].some((flag) => flag !== undefined);
    return told ? new InService(options) : undefined;
  }

  /** A cluster's entry; undefined where there is no registry, or it does not know the cluster. */
  async entry(cluster: string): Promise<Cluster | undefined> {
    const { registry } = this.#options;
    if (registry === undefined && !this.isDeployed) return undefined;
    const { requireRegistry, storeOf } = await import("./registry.ts");
    await requireRegistry(this.#options);
    const stage = this.#options.stage ?? "dev";
    const part = (await storeOf({ ...this.#options, stage })).partOf(cluster);
    return (await part.read()).registry().clusters.get(cluster);
  }

  /** The file that is the whole injector in service, where it is one. */
  get injectorFile(): string | undefined {
    const [file, ...more] = this.#options.injector ?? [];
    return more.length === 0 ? file : undefined;
  }

  get hasRegistry(): boolean {
    return this.isDeployed || this.#options.registry !== undefined;
  }

  /** The injector of a choice, with what the cluster's entry changes in it; undefined where it is not told. */
  async source(
    { injector, stage }: InjectorChoice,
    entry: Cluster | undefined,
  ): Promise<MutatorSource | undefined> {
    const common = await this.#common(injector, stage);
    return common && entry ? sourceForCluster(common, entry) : common;
  }

  /** As `serve` has it: of a registry in a file, the main injector is told apart, and others are files beside it. */
  async #common(name: string, versionStage: string): Promise<MutatorSource | undefined> {
    const { registry, injector } = this.#options;
    const { loadInjectorSource } = await import("../lib/sources/injector-source.ts");
    if (injector !== undefined && name === "injector") {
      const { readInjector } = await import("./injector-options.ts");
      return (await readInjector({ injector })).source;
    }
    if (this.isDeployed) return loadInjectorSource(await this.#secret(name, versionStage));
    if (registry === undefined || name === "injector") return undefined;
    const { readBytes } = await import("./files.ts");
    return loadInjectorSource(await readBytes(join(dirname(callerPath(registry)), `${name}.yaml`)));
  }

  async #secret(name: string, versionStage: string): Promise<string> {
    const { injectorSecret } = await import("./registry.ts");
    const secret = await injectorSecret(this.#stage, name);
    const text = await secret.read({ stage: versionStage });
    if (text !== undefined) return text;
    const hint = `Put one in: remora template push FILE ${this.flags}`;
    throw new UsageError(`${secret.name} has no version in service`, { hint });
  }

  get #stage(): InServiceOptions & { readonly stage: string } {
    return { ...this.#options, stage: this.#options.stage ?? "dev" };
  }
}

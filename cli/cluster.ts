import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { parse } from "yaml";
import type { RegistryPart, RegistryStore } from "../lib/clusters/store.ts";
import { callerPath } from "./paths.ts";

interface StoreOptions {
  readonly registry?: string;
  readonly stage: string;
  readonly prefix?: string;
}

interface AddOptions extends StoreOptions {
  readonly network?: string;
  readonly injector?: string;
  readonly revision?: string;
  readonly kubernetesVersion?: string;
  readonly platform?: string;
  readonly sourceCidr?: string[];
  readonly onFailure?: string;
  readonly entry?: string;
  readonly url?: string;
  readonly webhook?: true;
  readonly caBundle?: string;
}

type ManifestOptions = Pick<AddOptions, "url" | "webhook" | "caBundle">;

/** `remora cluster`: who may call. */
export function register(program: Command): void {
  const group = program
    .command("cluster")
    .description("the registry of clusters: who may call, and what each gets");

  const command = (usage: string, description: string) =>
    group
      .command(usage)
      .description(description)
      .option("--registry <file>", "a registry in a local file (default: the secrets of the stage)")
      .option("--stage <stage>", "the deployment's stage", "dev")
      .option("--prefix <prefix>", "the prefix of its secrets (default: remora/<stage>)");
  const withManifest = (usage: string, description: string) =>
    command(usage, description)
      .option("--url <base>", "where the webhook is served (default: what the stage's deployment says)")
      .option("--webhook", "print the cluster's MutatingWebhookConfiguration in place of the path")
      .option("--ca-bundle <file>", "PEM of the endpoint's CA, where its certificate is not public");

  withManifest("add <name>", "add a cluster; its URL path is printed once, with its token")
    .option("--network <network>", "its Istio network")
    .option("--injector <name>", "which injector's secret it uses (default: injector)")
    .option("--revision <revision>", "Istio's revision that its pods get")
    .option("--kubernetes-version <version>", "as v1.34.2; decides on native sidecars")
    .option("--platform <platform>", "openshift")
    .option("--source-cidr <block...>", "accept its calls from these address blocks alone")
    .option("--on-failure <answer>", "refuse, or admit pods unchanged with a warning (default: refuse)")
    .option("--entry <file>", "YAML or JSON with anything else: identity, overlay, proxyConfigs, …")
    .addHelpText("after", ADD_EXAMPLES)
    .action(addCluster);
  command("list", "list the clusters, and how each proves who it is")
    .addHelpText("after", examples("list --stage prod", "list --registry clusters.yaml"))
    .action(listClusters);
  withManifest("rotate-token <name>", "let a new token in beside the one in use, and print it once")
    .addHelpText("after", examples("rotate-token prod-1 --stage prod --webhook | kubectl apply -f -"))
    .action(rotateToken);
  command("revoke <name>", "drop a cluster's older token")
    .option("--all", "drop both: the cluster is refused until it gets a new one")
    .addHelpText("after", examples("revoke prod-1 --stage prod", "revoke prod-1 --stage prod --all"))
    .action(revoke);
  command("remove <name>", "remove a cluster: its calls are refused from then on")
    .addHelpText("after", examples("remove prod-1 --stage prod"))
    .action(removeCluster);
}

const examples = (...lines: string[]) =>
  `\nExamples:\n${lines.map((line) => `  remora cluster ${line}`).join("\n")}`;

const ADD_EXAMPLES = `
Examples:
  remora cluster add prod-1 --stage prod --network network-1
  remora cluster add prod-1 --stage prod --url https://webhook.example.com --webhook | kubectl apply -f -
  remora cluster add dev --registry clusters.yaml`;

async function addCluster(name: string, options: AddOptions): Promise<void> {
  const { hashToken, newToken } = await import("../lib/clusters/token.ts");
  const written = options.entry === undefined ? {} : parse(await readFile(callerPath(options.entry), "utf8"));
  const token = written.identity === undefined ? newToken() : undefined;
  const entry = {
    ...entryOf(options),
    ...written,
    ...(token !== undefined && { identity: { tokens: [hashToken(token)] } }),
  };
  const base = await baseUrl(options, entry);
  await edit(options, name, (registry) => registry.add(name, entry));
  await printCall(name, { token, entry, base }, options);
}

function entryOf(options: AddOptions): Record<string, unknown> {
  const { network, injector, revision, kubernetesVersion, platform, sourceCidr, onFailure, url } = options;
  const entry = {
    url,
    network,
    injector,
    revision,
    kubernetesVersion,
    platform,
    sourceCidrs: sourceCidr,
    onFailure,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

async function rotateToken(name: string, options: StoreOptions & ManifestOptions): Promise<void> {
  const { newToken } = await import("../lib/clusters/token.ts");
  const token = newToken();
  const part = (await storeOf(options)).partOf(name);
  const base = await baseUrl(options, { ...(await part.read()).registry().clusters.get(name) });
  const registry = await edit(options, name, (text) => text.addToken(name, token));
  await printCall(name, { token, entry: { ...registry.registry().clusters.get(name) }, base }, options);
  process.stderr.write(
    `Both tokens are valid now. When the cluster calls with the new one: remora cluster revoke ${name}\n`,
  );
}

async function revoke(name: string, options: StoreOptions & { readonly all?: true }): Promise<void> {
  let dropped = 0;
  await edit(options, name, (registry) => {
    dropped = registry.revokeTokens(name, options.all ?? false);
  });
  process.stderr.write(`${dropped} of ${name}'s tokens revoked; servers follow within a minute\n`);
}

async function removeCluster(name: string, options: StoreOptions): Promise<void> {
  await edit(options, name, (registry) => registry.remove(name));
  process.stderr.write(`${name} removed; servers follow within a minute\n`);
}

async function listClusters(options: StoreOptions): Promise<void> {
  const store = await storeOf(options);
  const parts = await Promise.all(store.parts().map((part) => part.read()));
  const rows = parts
    .flatMap((part) => [...part.registry().clusters])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, cluster]) => [name, cluster.injector, cluster.network ?? "-", proofsOf(cluster.identity)]);
  if (rows.length === 0) process.stderr.write("no clusters yet; add one: remora cluster add NAME\n");
  else process.stdout.write(table([["NAME", "INJECTOR", "NETWORK", "IDENTITY"], ...rows]));
}

function proofsOf(identity: Readonly<Record<string, unknown>>): string {
  const proofs = Object.entries(identity).filter(([, value]) => value !== undefined && value !== false);
  return proofs
    .map(([proof, value]) => (Array.isArray(value) ? `${proof} (${value.length})` : proof))
    .join(", ");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** The path, the URL, or the manifest, on stdout; it is the only time that the token is seen. */
async function printCall(
  name: string,
  call: {
    readonly token: string | undefined;
    readonly entry: Readonly<Record<string, unknown>>;
    readonly base: string | undefined;
  },
  options: ManifestOptions,
): Promise<void> {
  const { webhookUrl } = await import("../lib/clusters/webhook-configuration.ts");
  const url = webhookUrl(call.base ?? "", {
    token: call.token,
    cluster: name,
    network: call.entry.network as string | undefined,
  });
  if (options.webhook) {
    const { manifest } = await import("./webhook.ts");
    process.stdout.write(
      await manifest({ ...options, url, revision: call.entry.revision as string | undefined }),
    );
  } else process.stdout.write(`${url}\n`);
  if (call.token !== undefined)
    process.stderr.write("The token in it is shown this once; the registry holds its hash.\n");
}

/** Asked before anything is written: a manifest without its URL would lose the token, which is shown only once. */
export async function baseUrl(
  { url, webhook, registry, stage, prefix }: StoreOptions & ManifestOptions,
  entry: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const known = url ?? (entry.url as string | undefined);
  if (known !== undefined || !webhook) return known;
  const deployed =
    registry === undefined ? await deployedBase(`${prefix ?? `remora/${stage}`}/injector`) : undefined;
  if (deployed === undefined) {
    throw new Error("--webhook needs --url: where the webhook is served, as https://webhook.example.com");
  }
  return deployed;
}

async function deployedBase(injectorSecret: string): Promise<string | undefined> {
  const { deployedUrl } = await import("../lib/clusters/store.ts");
  const { patientClient } = await import("../lib/sources/secrets-manager.ts");
  return deployedUrl(patientClient(), injectorSecret);
}

async function edit(
  options: StoreOptions,
  name: string,
  change: (registry: Awaited<ReturnType<RegistryPart["read"]>>) => void,
): ReturnType<RegistryPart["read"]> {
  const part = (await storeOf(options)).partOf(name);
  const registry = await part.read();
  change(registry);
  await part.write(registry);
  process.stderr.write(`${part.name} written\n`);
  return registry;
}

export async function storeOf({ registry, stage, prefix }: StoreOptions): Promise<RegistryStore> {
  const { fileStore, secretStore } = await import("../lib/clusters/store.ts");
  if (registry !== undefined) return fileStore(callerPath(registry));
  const { patientClient } = await import("../lib/sources/secrets-manager.ts");
  const base = prefix ?? `remora/${stage}`;
  return secretStore(patientClient(), `${base}/clusters`, `${base}/injector`);
}

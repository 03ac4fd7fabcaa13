import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { clusterIdOf } from "../../lib/clusters/cluster-id.ts";
import { REFUSAL_STANDS } from "../../lib/clusters/directory.ts";
import type { RegistryPart } from "../../lib/clusters/store.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";
import { webhookUrl } from "../../lib/clusters/webhook-configuration.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import type { MutatorSource } from "../../lib/rules/mutator.ts";
import type { AddOptions, ManifestOptions, SetOptions } from "../cluster.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { type RegistryOptions, storeOf } from "../registry.ts";
import { deployedBase, injectorOf, manifest, rulesOf } from "../webhook/manifest.ts";

type Entry = Readonly<Record<string, unknown>>;

export async function addCluster(name: string, options: AddOptions): Promise<void> {
  const written = options.entry === undefined ? {} : parse(await readText(options.entry));
  const token = written.identity === undefined ? newToken() : undefined;
  const given = { ...entryOf(options), ...written };
  const injector = await injectorOf(options, given.injector);
  const entry = {
    ...given,
    ...istioName(name, given, injector),
    ...(token !== undefined && { identity: { tokens: [hashToken(token)] } }),
  };
  const print = await printer(name, entry, options, injector);
  await edit(options, name, (registry) => registry.add(name, entry));
  await untilLetIn(options);
  await print(token);
}

/**
 * Istio's name of the cluster, where nobody said one. Where Istio's values give clusters no names, each istiod calls
 * its own Kubernetes, and would turn away sidecars that name the registry's.
 */
function istioName(name: string, entry: Entry, injector: MutatorSource | undefined): Entry {
  if (injector?.config === undefined || "clusterId" in entry || "overlay" in entry) return {};
  const istios = clusterIdOf(injector.values);
  if (istios === "Kubernetes") {
    process.stderr.write(
      `Sidecars will name the cluster ${istios}, as Istio's values do; else: --cluster-id\n`,
    );
    return { clusterId: istios };
  }
  if (istios !== name) {
    process.stderr.write(
      `Sidecars will name the cluster ${name}, Istio's values ${istios}; is that istiod's name of it? Else: --cluster-id\n`,
    );
  }
  return {};
}

function entryOf(options: AddOptions): Record<string, unknown> {
  const {
    network,
    clusterId,
    injectorName,
    revision,
    kubernetesVersion,
    platform,
    sourceCidr,
    onFailure,
    url,
  } = options;
  const entry = {
    url,
    network,
    clusterId,
    injector: injectorName,
    revision,
    kubernetesVersion,
    platform,
    sourceCidrs: sourceCidr,
    onFailure,
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}

export async function rotateToken(name: string, options: ManifestOptions): Promise<void> {
  const token = newToken();
  const part = (await storeOf(options)).partOf(name);
  const entry = { ...(await part.read()).registry().clusters.get(name) };
  const print = await printer(name, entry, options, await injectorOf(options, entry.injector));
  await edit(options, name, (text) => text.addToken(name, token));
  await untilLetIn(options);
  await print(token);
  process.stderr.write(
    `Both tokens are valid now. When the cluster calls with the new one: remora cluster revoke ${name}\n`,
  );
}

export async function revoke(
  name: string,
  options: RegistryOptions & { readonly all?: true },
): Promise<void> {
  let dropped = 0;
  await edit(options, name, (registry) => {
    dropped = registry.revokeTokens(name, options.all ?? false);
  });
  const none = options.all
    ? `${name} has no token`
    : `${name} has no older token; --all drops the one in use`;
  process.stderr.write(
    dropped > 0 ? `${dropped} of ${name}'s tokens revoked; servers follow within a minute\n` : `${none}\n`,
  );
}

/** Waits as long as an instance may still refuse what was just let in: whoever pipes the output uses it at once. */
async function untilLetIn({ registry }: RegistryOptions): Promise<void> {
  if (registry !== undefined) return;
  process.stderr.write("Waiting a second, after which no instance refuses it\n");
  await pause(REFUSAL_STANDS);
}

/** @throws UsageError where the file holds no fields */
export async function setFields(name: string, { entry, ...options }: SetOptions): Promise<void> {
  const fields = parse(await readText(entry));
  if (!isObject(fields) || Object.keys(fields).length === 0) {
    throw new UsageError(`${entry === "-" ? "the input" : entry} holds no fields of an entry`, {
      hint: "It is YAML or JSON such as: candidate: { percentage: 10 }",
    });
  }
  await edit(options, name, (registry) => registry.set(name, fields));
  process.stderr.write(`${Object.keys(fields).join(", ")} of ${name} set; servers follow within a minute\n`);
}

export async function removeCluster(name: string, options: RegistryOptions): Promise<void> {
  await edit(options, name, (registry) => registry.remove(name));
  process.stderr.write(`${name} removed; servers follow within a minute\n`);
}

/**
 * What prints the path, the URL, or the manifest, on stdout; it is the only time that the token is seen. All that
 * may fail is asked here, before anything is written: a manifest that cannot be made would lose the token.
 */
async function printer(
  name: string,
  entry: Entry,
  options: ManifestOptions,
  injector: MutatorSource | undefined,
): Promise<(token: string | undefined) => Promise<void>> {
  const base = options.url ?? (entry.url as string | undefined);
  const served = base ?? (options.webhook ? await deployedBase(options) : "");
  const rules = options.webhook ? rulesOf(injector) : undefined;
  const caBundle = options.caBundle === undefined ? undefined : await readText(options.caBundle);
  return async (token) => {
    const call = { token, cluster: name, network: entry.network as string | undefined };
    const revision = entry.revision as string | undefined;
    process.stdout.write(
      rules === undefined
        ? `${webhookUrl(served, call)}\n`
        : manifest(served, call, { ...rules, caBundle, revision, tag: options.tag }),
    );
    if (token !== undefined)
      process.stderr.write("The token in it is shown this once; the registry holds its hash.\n");
  };
}

async function edit(
  options: RegistryOptions,
  name: string,
  change: (registry: Awaited<ReturnType<RegistryPart["read"]>>) => void,
): Promise<void> {
  const part = (await storeOf(options)).partOf(name);
  const registry = await part.read();
  change(registry);
  await part.write(registry);
  process.stderr.write(`${part.name} written\n`);
}

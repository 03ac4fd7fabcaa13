import type { Cluster } from "../../lib/clusters/registry.ts";
import { readText } from "../files.ts";
import { clusterEntry } from "../registry.ts";
import type { WebhookCommandOptions } from "../webhook.ts";
import { deployedBase, ISTIO_ALONE, injectorOf, manifest, rulesOf } from "./manifest.ts";

/** Prints the manifest, with what the cluster's entry says where the flags do not. */
export async function webhook(options: WebhookCommandOptions): Promise<void> {
  const { cluster, tokenFile, caBundle } = options;
  const entry = await entryOf(options);
  const revision = options.revision ?? entry?.revision;
  const call = {
    token: tokenFile === undefined ? undefined : (await readText(tokenFile)).trim(),
    cluster,
    network: options.network ?? entry?.network,
    // Its own revision is what a cluster gets when its URL names none.
    revision: revision === (entry?.revision ?? "default") ? undefined : revision,
  };
  const rules =
    entry === undefined && options.injector === undefined
      ? ISTIO_ALONE
      : rulesOf(await injectorOf(options, entry?.injector));
  if (call.token === undefined && entry?.identity.tokens?.length && isOnlyProof(entry)) {
    process.stderr.write(
      `The URL holds no token, by which ${cluster} proves itself: --token-file FILE puts it in\n`,
    );
  }
  const base = options.url ?? entry?.url ?? (await deployedBase(options));
  const { tag, enableNamespacesByDefault, failurePolicy, timeout } = options;
  process.stdout.write(
    manifest(base, call, {
      ...rules,
      revision,
      tag,
      enableNamespacesByDefault,
      failurePolicy,
      timeoutSeconds: timeout,
      caBundle: caBundle === undefined ? undefined : await readText(caBundle),
    }),
  );
}

function isOnlyProof({ identity: { bearer, jwt, clientCertificates, allowAnonymous } }: Cluster): boolean {
  return !bearer && !jwt && !clientCertificates && !allowAnonymous;
}

/** What the registry says of the cluster; undefined where the flags say enough, so that no registry is needed. */
async function entryOf(options: WebhookCommandOptions): Promise<Cluster | undefined> {
  if (options.url !== undefined && options.registry === undefined) return undefined;
  return clusterEntry(options.cluster, options);
}

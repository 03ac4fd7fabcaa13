import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { stringify } from "yaml";
import type { Cluster } from "../lib/clusters/registry.ts";
import {
  type WebhookOptions,
  webhookConfiguration,
  webhookUrl,
} from "../lib/clusters/webhook-configuration.ts";
import { UsageError } from "./fail.ts";
import { callerPath } from "./paths.ts";

interface Options {
  readonly cluster: string;
  readonly url?: string;
  readonly registry?: string;
  readonly stage: string;
  readonly prefix?: string;
  readonly network?: string;
  readonly tokenFile?: string;
  readonly caBundle?: string;
  readonly revision?: string;
  readonly tag?: string;
  readonly enableNamespacesByDefault?: true;
  readonly failurePolicy?: "Fail" | "Ignore";
  readonly timeout?: number;
  readonly injector?: string[];
}

/** `remora webhook`: the manifest that makes a cluster call. */
export function register(program: Command): void {
  program
    .command("webhook")
    .description("print the MutatingWebhookConfiguration of a cluster")
    .requiredOption("--cluster <name>", "the cluster's name in the registry")
    .option(
      "--url <base>",
      "where the webhook is served, as https://webhook.example.com; without it the cluster's entry is asked, then the stage's deployment",
    )
    .option(
      "--registry <file>",
      "a registry in a local file (default, without --url: the secrets of the stage)",
    )
    .option("--stage <stage>", "the deployment's stage", "dev")
    .option("--prefix <prefix>", "the prefix of its secrets (default: remora/<stage>)")
    .option("--network <network>", "its Istio network (default: what the cluster's entry says)")
    .option("--token-file <file>", "a file that holds the cluster's token (the registry has its hash alone)")
    .option("--ca-bundle <file>", "PEM of the endpoint's CA, where its certificate is not public")
    .option("--revision <revision>", "Istio's revision, one of the cluster's entry (default: its own)")
    .option("--tag <tag>", "a revision tag to render the webhooks for")
    .option("--enable-namespaces-by-default", "inject into namespaces without any label too")
    .option("--failure-policy <policy>", "Fail or Ignore", failurePolicy)
    .option("--timeout <seconds>", "how long the API server waits, 1 to 30", timeout)
    .option(
      "--injector <file>",
      "the injector's configuration, whose rules say what else to call for; may be given several times",
      (file: string, files: string[] = []) => [...files, file],
    )
    .addHelpText("after", EXAMPLES)
    .action(async (options: Options) => {
      const { cluster, tokenFile } = options;
      const entry = await entryOf(options);
      const token =
        tokenFile === undefined ? undefined : (await readFile(callerPath(tokenFile), "utf8")).trim();
      const revision = options.revision ?? entry?.revision;
      const base = options.url ?? (entry?.url as string);
      const call = {
        token,
        cluster,
        network: options.network ?? entry?.network,
        // Its own revision is what a cluster gets when its URL names none.
        revision: revision === (entry?.revision ?? "default") ? undefined : revision,
      };
      const rules = await rulesOf(options, webhookUrl(base, { ...call, rulesAlone: true }));
      const url = webhookUrl(base, call);
      process.stdout.write(
        await manifest({ ...options, ...rules, url, revision, timeoutSeconds: options.timeout }),
      );
    });
}

/** What the registry says of the cluster; undefined where the flags say enough, so that no registry is needed. */
async function entryOf(
  options: Options,
): Promise<Partial<Pick<Cluster, "url" | "network" | "revision">> | undefined> {
  if (options.url !== undefined && options.registry === undefined) return undefined;
  const { baseUrl, storeOf } = await import("./cluster.ts");
  const { clusters } = (await (await storeOf(options)).partOf(options.cluster).read()).registry();
  const entry = clusters.get(options.cluster);
  if (entry === undefined) {
    throw new UsageError(`the registry has no cluster ${options.cluster}`, {
      hint: `Have ${[...clusters.keys()].join(", ") || "none there"}; add it: remora cluster add ${options.cluster}`,
    });
  }
  const url = await baseUrl({ ...options, webhook: true }, entry);
  return { ...entry, ...(url !== undefined && { url }) };
}

/** What the injector's rules ask for, and whether there is a part of Istio's beside them. */
async function rulesOf({ injector }: Options, url: string): Promise<Pick<WebhookOptions, "rules" | "istio">> {
  if (injector === undefined) return {};
  const { readInjector } = await import("./injector-options.ts");
  const { compileMutator } = await import("../lib/rules/mutator.ts");
  const { istio, rules } = compileMutator((await readInjector({ injector })).source);
  return { istio: istio !== undefined, rules: { url, matches: rules.map(({ match }) => match) } };
}

const EXAMPLES = `
Without --injector the manifest is for Istio's sidecar alone; with it, a webhook for the rules is derived from what
they match (docs/rules.md).

Examples:
  remora webhook --cluster prod-1 --url https://webhook.example.com --token-file token | kubectl diff -f -
  remora webhook --cluster dev --url https://127.0.0.1:8443 --injector examples/three-replicas/injector.yaml
  remora cluster add prod-1 --url https://webhook.example.com --webhook | kubectl apply -f -`;

type Given<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/** The manifest as YAML; `caBundle` is the path of a file. */
export async function manifest(options: Given<WebhookOptions> & { readonly url: string }): Promise<string> {
  const { url, caBundle, revision, tag, enableNamespacesByDefault, failurePolicy, timeoutSeconds } = options;
  const { rules, istio } = options;
  const given = { revision, tag, enableNamespacesByDefault, failurePolicy, timeoutSeconds, rules, istio };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const configuration = webhookConfiguration({
    url,
    ...(caBundle !== undefined && { caBundle: await readFile(callerPath(caBundle), "utf8") }),
    ...set,
  });
  return stringify(configuration, { lineWidth: 0, aliasDuplicateObjects: false });
}

function failurePolicy(value: string): "Fail" | "Ignore" {
  if (value !== "Fail" && value !== "Ignore") throw new InvalidArgumentError("Allowed are Fail and Ignore.");
  return value;
}

function timeout(value: string): number {
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 30)
    throw new InvalidArgumentError("It is a number from 1 to 30.");
  return seconds;
}

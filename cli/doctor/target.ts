import type { Cluster } from "../../lib/clusters/registry.ts";
import { webhookUrl } from "../../lib/clusters/webhook-configuration.ts";
import type { DoctorOptions } from "../doctor.ts";
import { UsageError } from "../fail.ts";
import { readText } from "../files.ts";
import { callPathOf, type InjectorConfiguration } from "../kubernetes/injectors.ts";
import type { Endpoint } from "./endpoint.ts";

/** An endpoint, and the configurations that call it. */
export interface Target extends Endpoint {
  readonly configurations: readonly InjectorConfiguration[];
  /** Seconds. */
  readonly timeout: number;
}

/** What --url says, or else what the cluster's configurations call: each once. */
export async function targetsOf(
  options: DoctorOptions,
  configurations: readonly InjectorConfiguration[],
  { cluster, entry }: { readonly cluster: string | undefined; readonly entry: Cluster | undefined },
): Promise<Target[]> {
  const own = await clientCertificate(options);
  if (options.url !== undefined) {
    const ca = options.caBundle === undefined ? undefined : await readText(options.caBundle);
    const url = await givenUrl(options.url, options, cluster, entry);
    return [{ url, ca, ...own, configurations: [], timeout: 5 }];
  }
  const targets = new Map<string, Target & { configurations: InjectorConfiguration[] }>();
  for (const configuration of configurations) {
    for (const { clientConfig, timeoutSeconds = 10 } of configuration.webhooks) {
      const { url, caBundle } = clientConfig;
      if (url === undefined || !URL.canParse(url)) continue;
      const key = `${url} ${caBundle}`;
      const ca = caBundle ? Buffer.from(caBundle, "base64").toString() : undefined;
      const target = targets.get(key) ?? {
        ...own,
        url: new URL(url),
        ca,
        configurations: [],
        timeout: timeoutSeconds,
      };
      if (!target.configurations.includes(configuration)) target.configurations.push(configuration);
      targets.set(key, target);
    }
  }
  return [...targets.values()];
}

/** A base is made whole as `remora webhook` does; a URL with a path of remora's is taken as it is. */
async function givenUrl(
  given: string,
  { tokenFile }: DoctorOptions,
  cluster: string | undefined,
  entry: Cluster | undefined,
): Promise<URL> {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new UsageError("--url is no URL", { hint: "It is as https://webhook.example.com." });
  const isWhole = callPathOf({ name: "", clientConfig: { url: given } }) !== undefined;
  if (isWhole) return new URL(given);
  if (cluster === undefined)
    throw new UsageError("--url is a base without a path, and --cluster is missing", {
      hint: "Say which cluster would call: --cluster prod-1; or give the whole URL, as …/inject.",
    });
  const token = tokenFile === undefined ? undefined : (await readText(tokenFile)).trim();
  return new URL(webhookUrl(given, { cluster, token, network: entry?.network }));
}

async function clientCertificate({
  clientCertificate,
  clientKey,
}: DoctorOptions): Promise<Pick<Endpoint, "cert" | "key">> {
  if (clientCertificate === undefined && clientKey === undefined) return {};
  if (clientCertificate === undefined || clientKey === undefined)
    throw new UsageError("--client-certificate and --client-key go together");
  return { cert: await readText(clientCertificate), key: await readText(clientKey) };
}

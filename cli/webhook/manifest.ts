import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { deployedUrl } from "../../lib/clusters/store.ts";
import {
  type WebhookOptions,
  webhookConfiguration,
  webhookUrl,
} from "../../lib/clusters/webhook-configuration.ts";
import { compileMutator, type MutatorSource } from "../../lib/rules/mutator.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { patientClient } from "../../lib/sources/secrets-manager.ts";
import { UsageError } from "../fail.ts";
import { exists } from "../files.ts";
import { readInjector } from "../injector-options.ts";
import { callerPath } from "../paths.ts";
import { injectorSecret, type RegistryOptions, secretsPrefix } from "../registry.ts";

type Given<T> = { readonly [Key in keyof T]?: T[Key] | undefined };
type Matches = NonNullable<WebhookOptions["rules"]>["matches"];
export type Call = Parameters<typeof webhookUrl>[1];

/** What an injector's rules match, and whether there is a part of Istio's beside them. */
export interface InjectorRules {
  readonly istio: boolean;
  readonly matches: Matches;
}

/** The manifest of a cluster as YAML. `caBundle` is PEM. */
export function manifest(
  base: string,
  call: Call,
  { istio, matches, ...options }: InjectorRules & Given<Omit<WebhookOptions, "url" | "rules" | "istio">>,
): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const configuration = webhookConfiguration({
    ...Object.fromEntries(given),
    url: webhookUrl(base, call),
    istio,
    rules: { url: webhookUrl(base, { ...call, rulesAlone: true }), matches },
  });
  return stringify(configuration, { lineWidth: 0, aliasDuplicateObjects: false });
}

/**
 * The injector that a cluster gets: of the files where they are named; else of the stage's secret, or of the file
 * beside a registry in a file. Undefined where there is none of these yet.
 */
export async function injectorOf(
  { injector, ...options }: RegistryOptions & { readonly injector?: string[] },
  name = "injector",
): Promise<MutatorSource | undefined> {
  return injector !== undefined ? (await readInjector({ injector })).source : servedInjector(options, name);
}

/** What a manifest asks for because of an injector; without one, it is Istio's sidecar alone. */
export function rulesOf(source: MutatorSource | undefined): InjectorRules {
  if (source === undefined) return ISTIO_ALONE;
  const { istio, rules } = compileMutator(source);
  return { istio: istio !== undefined, matches: rules.map(({ match }) => match) };
}

export const ISTIO_ALONE: InjectorRules = { istio: true, matches: [] };

async function servedInjector(options: RegistryOptions, name: string): Promise<MutatorSource | undefined> {
  if (options.registry !== undefined) {
    const beside = join(dirname(callerPath(options.registry)), `${name}.yaml`);
    return name !== "injector" && (await exists(beside))
      ? (await readInjector({ injector: [beside] })).source
      : undefined;
  }
  const text = await (await injectorSecret(options, name)).read({ stage: "AWSCURRENT" });
  // A secret that was just deployed holds an empty object, or nothing.
  return text === undefined || /^\s*(\{\s*\})?\s*$/.test(text) ? undefined : loadInjectorSource(text);
}

/** Where the stage is served. @throws UsageError where no deployment has said so */
export async function deployedBase(options: RegistryOptions): Promise<string> {
  const url =
    options.registry === undefined
      ? await deployedUrl(patientClient(), `${secretsPrefix(options)}/injector`)
      : undefined;
  if (url === undefined)
    throw new UsageError("it is not known where the webhook is served", {
      hint: "Say so: --url https://webhook.example.com",
    });
  return url;
}

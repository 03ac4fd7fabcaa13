import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { createService } from "../../handler/create-service.ts";
import { Log } from "../../handler/log.ts";
import { readSettings } from "../../handler/settings.ts";
import type { Registry } from "../../lib/clusters/registry.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import type { GetSecretValue } from "../../lib/sources/get-secret-value.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { Refreshing } from "../../lib/sources/refreshing.ts";
import { SecretsManagerSource } from "../../lib/sources/secret-source.ts";
import { patientClient } from "../../lib/sources/secrets-manager.ts";
import { secretsPrefix, storeOf } from "../registry.ts";
import type { ServeOptions } from "../serve.ts";
import type { Backend, Current, TellRefresh } from "./backend.ts";

/**
 * What the function of a stage serves, by its own code: the secrets are looked at again after a minute, as calls
 * come, and the last good version stays in service.
 *
 * @throws where the secret cannot be had, or holds nothing that can be served
 */
export async function secretBackend(options: ServeOptions, tell: TellRefresh): Promise<Backend> {
  const prefix = secretsPrefix(options);
  const settings = readSettings({
    REMORA_STAGE: options.stage,
    REMORA_INJECTOR_SECRET: `${prefix}/injector`,
    REMORA_CLUSTERS_SECRET: `${prefix}/clusters`,
  });
  const getSecretValue = await secretReader();
  const service = createService(settings, getSecretValue, new EventLog(settings.stage, tell));
  const injector = new Refreshing({
    source: new SecretsManagerSource(getSecretValue, { secretId: settings.injectorSecret }),
    compile: ({ content }) => {
      const source = loadInjectorSource(content);
      return { source, injector: compileMutator(source) };
    },
  });
  const current = async (): Promise<Current> => {
    const { value, ...inService } = await injector.get();
    return { source: value.source, served: { injector: value.injector, ...inService } };
  };
  await current();
  return {
    name: `the injector in the secret ${settings.injectorSecret}`,
    route: service.route,
    current,
    registry: () => wholeRegistry(options),
    follow: () => () => {},
  };
}

/** With whatever credentials the command line has; the function's own way knows those of a function alone. */
async function secretReader(): Promise<GetSecretValue> {
  const client = patientClient();
  // Logging in may take a person's time, for which no call waits.
  await client.config.credentials();
  return async ({ secretId, versionStage }, abortSignal) => {
    const command = new GetSecretValueCommand({
      SecretId: secretId,
      ...(versionStage && { VersionStage: versionStage }),
    });
    const { VersionId, SecretString, SecretBinary } = await client.send(command, { abortSignal });
    return {
      ...(VersionId && { VersionId }),
      ...(SecretString !== undefined && { SecretString }),
      ...(SecretBinary && { SecretBinary }),
    };
  };
}

async function wholeRegistry({ stage, prefix }: ServeOptions): Promise<Registry> {
  const store = await storeOf({ stage, ...(prefix !== undefined && { prefix }) });
  const parts = await Promise.all(store.parts().map((part) => part.read()));
  return { clusters: new Map(parts.flatMap((part) => [...part.registry().clusters])) };
}

/** Of what the function logs, what is for the eye; each request has its line from the server itself. */
class EventLog extends Log {
  readonly #tell: TellRefresh;

  constructor(stage: string, tell: TellRefresh) {
    super(stage, () => {});
    this.#tell = tell;
  }

  override configuration(event: Parameters<TellRefresh>[0]): void {
    this.#tell(event);
  }
}

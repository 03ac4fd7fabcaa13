import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { SourceError } from "./errors.ts";
import type { Version, VersionedSource } from "./versioned.ts";

export interface SecretReference {
  /** Its name or ARN. */
  readonly secretId: string;
  /** AWSCURRENT where it is left out. */
  readonly versionStage?: string;
}

/** A configuration that one secret of AWS Secrets Manager holds. */
export class SecretsManagerSource implements VersionedSource {
  readonly name: string;
  readonly #client: SecretsManagerClient;
  readonly #secret: SecretReference;

  constructor(client: SecretsManagerClient, secret: SecretReference) {
    this.#client = client;
    this.#secret = secret;
    const stage = secret.versionStage ?? "AWSCURRENT";
    this.name = `secret ${secret.secretId}${stage === "AWSCURRENT" ? "" : ` (${stage})`}`;
  }

  async fetch(signal: AbortSignal): Promise<Version> {
    const { secretId, versionStage } = this.#secret;
    const command = new GetSecretValueCommand({
      SecretId: secretId,
      ...(versionStage && { VersionStage: versionStage }),
    });
    const { VersionId, SecretString, SecretBinary } = await this.#client.send(command, {
      abortSignal: signal,
    });
    const content = SecretString ?? SecretBinary;
    if (!VersionId || !content) throw new SourceError("source-empty", `${this.name} has no value yet`);
    return { id: VersionId, content };
  }
}

/**
 * For a function that is frozen between requests: every fetch opens a connection of its own, because one kept
 * from before the freeze may be dead without knowing it, and at one fetch a minute there is nothing to save.
 */
export function clientOptions(): SecretsManagerClientConfig {
  return {
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: 1500,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    },
  };
}

/** For a command line, which has no API server waiting for it: with the SDK's own patience. */
export function patientClient(): SecretsManagerClient {
  return new SecretsManagerClient({ maxAttempts: 4 });
}

/** Region, credentials and endpoint (AWS_ENDPOINT_URL) are the environment's, as everywhere in the SDK. */
export function secretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient(clientOptions());
}

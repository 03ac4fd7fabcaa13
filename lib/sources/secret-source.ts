import { SourceError } from "./errors.ts";
import type { GetSecretValue, SecretReference } from "./get-secret-value.ts";
import type { Version, VersionedSource } from "./versioned.ts";

/** A configuration that one secret of AWS Secrets Manager holds. */
export class SecretsManagerSource implements VersionedSource {
  readonly name: string;
  readonly #get: GetSecretValue;
  readonly #secret: SecretReference;

  constructor(get: GetSecretValue, secret: SecretReference) {
    this.#get = get;
    this.#secret = secret;
    const stage = secret.versionStage ?? "AWSCURRENT";
    this.name = `secret ${secret.secretId}${stage === "AWSCURRENT" ? "" : ` (${stage})`}`;
  }

  async fetch(signal: AbortSignal): Promise<Version> {
    const { VersionId, SecretString, SecretBinary } = await this.#get(this.#secret, signal);
    const content = SecretString ?? SecretBinary;
    if (!VersionId || !content) throw new SourceError("source-empty", `${this.name} has no value yet`);
    return { id: VersionId, content };
  }
}

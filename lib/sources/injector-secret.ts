import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { decompress } from "./decompress.ts";
import { SourceError } from "./errors.ts";
import { secretValue } from "./secret-value.ts";

/** A version of an injector's secret. */
export interface SecretVersion {
  readonly id: string;
  /** AWSCURRENT is what is served, AWSPREVIOUS what was before, AWSPENDING a candidate. */
  readonly stages: readonly string[];
  readonly createdAt: Date | undefined;
}

/** An injector's secret, as whoever looks after it sees it: its versions, and which of them is served. */
export class InjectorSecret {
  readonly name: string;
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  /** The text of a version; undefined where the secret has none there. */
  async read(version: { readonly stage: string } | { readonly id: string }): Promise<string | undefined> {
    try {
      const { SecretString, SecretBinary } = await this.#client.send(
        new GetSecretValueCommand({
          SecretId: this.name,
          ...("stage" in version ? { VersionStage: version.stage } : { VersionId: version.id }),
        }),
      );
      const content = SecretString ?? SecretBinary;
      return content === undefined ? undefined : decompress(content);
    } catch (error) {
      // A secret that was just deployed has no value yet; one that is not there is a mistake of the name.
      if ((error as Error).name === "ResourceNotFoundException" && (await this.#exists())) return undefined;
      throw this.#explained(error as Error);
    }
  }

  /** @returns the new version's id. @throws SourceError `secret-full` */
  async write(text: string, stage: string): Promise<string> {
    const value = secretValue(text, `the injector in ${this.name}`);
    const command = new PutSecretValueCommand({ SecretId: this.name, ...value, VersionStages: [stage] });
    const { VersionId = "" } = await this.#client.send(command).catch((error: Error) => {
      throw this.#explained(error);
    });
    return VersionId;
  }

  /** Newest first. */
  async versions(): Promise<SecretVersion[]> {
    const versions: SecretVersion[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client
        .send(new ListSecretVersionIdsCommand({ SecretId: this.name, ...(token && { NextToken: token }) }))
        .catch((error: Error) => {
          throw this.#explained(error);
        });
      for (const { VersionId = "", VersionStages = [], CreatedDate } of page.Versions ?? []) {
        versions.push({ id: VersionId, stages: VersionStages, createdAt: CreatedDate });
      }
      token = page.NextToken;
    } while (token);
    return versions.sort((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0));
  }

  /** Makes a version the one that is served. */
  async serve(id: string): Promise<void> {
    const current = (await this.versions()).find(({ stages }) => stages.includes("AWSCURRENT"));
    if (current?.id === id) return;
    await this.#client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.name,
        VersionStage: "AWSCURRENT",
        MoveToVersionId: id,
        ...(current && { RemoveFromVersionId: current.id }),
      }),
    );
  }

  /** Takes a label such as AWSPENDING away from the version that has it. */
  async drop(stage: string, id: string): Promise<void> {
    await this.#client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: this.name,
        VersionStage: stage,
        RemoveFromVersionId: id,
      }),
    );
  }

  async #exists(): Promise<boolean> {
    try {
      await this.#client.send(new ListSecretVersionIdsCommand({ SecretId: this.name }));
      return true;
    } catch {
      return false;
    }
  }

  #explained(error: Error): Error {
    if (error.name !== "ResourceNotFoundException") return error;
    const message = `there is no secret ${this.name}; deploy the stage first, or name another with --stage, --prefix or --name`;
    return new SourceError("secret-missing", message, { cause: error });
  }
}

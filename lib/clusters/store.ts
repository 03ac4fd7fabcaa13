import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { decompress } from "../sources/decompress.ts";
import { type SecretValue, secretValue } from "../sources/secret-value.ts";
import { SHARDS, shardOf } from "./registry.ts";
import { RegistryText } from "./registry-text.ts";

/** Where a registry is kept and edited: one place for each part of it. */
export interface RegistryStore {
  /** The part that holds a cluster's entry, or would. */
  partOf(clusterName: string): RegistryPart;
  /** All parts. */
  parts(): readonly RegistryPart[];
}

export interface RegistryPart {
  /** For messages: "clusters.yaml", "secret remora/prod/clusters/4". */
  readonly name: string;
  /** An empty registry where nothing is there yet. */
  read(): Promise<RegistryText>;
  /** @throws SourceError `secret-full`. */
  write(registry: RegistryText): Promise<void>;
}

/** A registry in one local file, YAML or JSON, replaced in one step so that a server that watches it never reads half of it. */
export function fileStore(path: string): RegistryStore {
  const part: RegistryPart = {
    name: path,
    async read() {
      return new RegistryText(await readFile(path, "utf8").catch(emptyWhere("ENOENT")));
    },
    async write(registry) {
      const draft = `${path}.${randomUUID()}.tmp`;
      await writeFile(draft, registry.toString(), { mode: 0o600 }).catch((error) => {
        // Said of the file that was meant, not of the draft beside it.
        throw Object.assign(error, { path });
      });
      await rename(draft, path);
    },
  };
  return { partOf: () => part, parts: () => [part] };
}

/**
 * A registry spread over the secrets `<base>/0` to `<base>/f`, each of which is created when its first cluster
 * is added: with the key, the replicas and the policy of the secret `like` (the injector's), so that both are
 * kept alike.
 */
export function secretStore(client: SecretsManagerClient, base: string, like: string): RegistryStore {
  const partAt = (shard: string): RegistryPart => secretPart(client, `${base}/${shard}`, like);
  return { partOf: (name) => partAt(shardOf(name)), parts: () => SHARDS.map(partAt) };
}

function secretPart(client: SecretsManagerClient, secretId: string, like: string): RegistryPart {
  return {
    name: `secret ${secretId}`,
    async read() {
      const value = await client
        .send(new GetSecretValueCommand({ SecretId: secretId }))
        .catch(emptyWhere("ResourceNotFoundException"));
      const content = typeof value === "string" ? value : (value.SecretString ?? value.SecretBinary ?? "");
      return new RegistryText(decompress(content));
    },
    async write(registry) {
      const value = secretValue(registry.toJson(), `the registry in ${secretId}`);
      try {
        await client.send(new PutSecretValueCommand({ SecretId: secretId, ...value }));
      } catch (error) {
        if ((error as Error).name !== "ResourceNotFoundException") throw error;
        await createLike(client, like, secretId, value);
      }
    },
  };
}

async function createLike(
  client: SecretsManagerClient,
  like: string,
  secretId: string,
  value: SecretValue,
): Promise<void> {
  const { KmsKeyId, ReplicationStatus = [] } = await client.send(
    new DescribeSecretCommand({ SecretId: like }),
  );
  const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId: like }));
  await client.send(
    new CreateSecretCommand({
      Name: secretId,
      Description: "A part of remora's registry of clusters; edit it with `remora cluster`",
      ...(KmsKeyId !== undefined && { KmsKeyId }),
      ...value,
    }),
  );
  if (ResourcePolicy !== undefined) {
    const policy = { SecretId: secretId, ResourcePolicy, BlockPublicPolicy: true };
    await client.send(new PutResourcePolicyCommand(policy));
  }
  if (ReplicationStatus.length > 0) {
    const AddReplicaRegions = ReplicationStatus.map(({ Region }) => ({ Region }));
    await client.send(new ReplicateSecretToRegionsCommand({ SecretId: secretId, AddReplicaRegions }));
  }
}

/** Takes what is missing for an empty text; any other failure stays one. */
function emptyWhere(code: string): (error: Error) => string {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === code || error.name === code) return "";
    throw error;
  };
}

/** The tag of the injector's secret in which a deployment leaves the URL that it serves; infra/plugins writes it. */
const URL_TAG = "remora:webhook-url";

/** Where the webhook of a stage is served, or undefined where no deployment has said so. */
export async function deployedUrl(
  client: SecretsManagerClient,
  injectorSecret: string,
): Promise<string | undefined> {
  const { Tags = [] } = await client.send(new DescribeSecretCommand({ SecretId: injectorSecret }));
  return Tags.find(({ Key }) => Key === URL_TAG)?.Value;
}

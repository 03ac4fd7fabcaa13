import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeSecretCommand,
  paginateListSecrets,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { ensureStack, stackOutputs } from "./stack.mjs";

/**
 * What outlives the service stands in stacks of its own, made before the service and left by `serverless remove`:
 * the secrets (infra/stacks/secrets.yml) and, where `clientCa` names a PEM file, the trust store of mutual TLS.
 */
export default class KeepsakesPlugin {
  constructor(serverless, _options, { log }) {
    this.serverless = serverless;
    this.provider = serverless.getProvider("aws");
    this.log = log;
    this.hooks = {
      "before:deploy:deploy": async () => {
        await this.ensureSecrets();
        await this.ensureTrustStore();
      },
      "after:deploy:deploy": () => this.noteUrl(),
      "after:remove:remove": () => this.sayWhatStays(),
    };
  }

  get settings() {
    return this.serverless.service.custom;
  }

  stackName(what) {
    return `${this.provider.naming.getStackName()}-${what}`;
  }

  file(name) {
    return join(this.serverless.serviceDir, "infra", "stacks", name);
  }

  async ensureSecrets() {
    const { secretsPrefix, secretsRegion, replicaRegions } = this.settings;
    // In any other region the same names are taken by the replicas.
    if (secretsRegion !== this.provider.getRegion()) return;
    const regions = words(replicaRegions);
    const [first = "", second = "", third = "", ...more] = regions;
    if (more.length > 0)
      throw new Error("replicaRegions: three at most; infra/stacks/secrets.yml has no more");
    const { created } = await ensureStack(this.provider, {
      name: this.stackName("secrets"),
      file: this.file("secrets.yml"),
      parameters: {
        Prefix: secretsPrefix,
        FirstReplicaRegion: first,
        SecondReplicaRegion: second,
        ThirdReplicaRegion: third,
      },
    });
    if (regions.length > 0) await this.replicateOthers(`${secretsPrefix}/`, regions);
    if (!created) return;
    this.log.notice(`Made the secret ${secretsPrefix}/injector, without a value.`);
    this.log.notice("What is left to do: remora template push, remora cluster add.");
  }

  /** Secrets below the prefix that the stack does not know (clusters, further injectors) go where the injector goes. */
  async replicateOthers(prefix, regions) {
    const client = new SecretsManagerClient(await this.provider.getAwsSdkV3Config());
    const Filters = [{ Key: "name", Values: [prefix] }];
    for await (const { SecretList = [] } of paginateListSecrets({ client }, { Filters })) {
      for (const { ARN } of SecretList) {
        const { ReplicationStatus = [] } = await client.send(new DescribeSecretCommand({ SecretId: ARN }));
        const missing = regions.filter(
          (region) => !ReplicationStatus.some(({ Region }) => Region === region),
        );
        if (missing.length === 0) continue;
        const AddReplicaRegions = missing.map((Region) => ({ Region }));
        await client.send(new ReplicateSecretToRegionsCommand({ SecretId: ARN, AddReplicaRegions }));
      }
    }
  }

  /** Leaves the endpoint's URL where `remora cluster add --webhook` finds it. */
  async noteUrl() {
    const { secretsPrefix, secretsRegion } = this.settings;
    // A replica takes its tags from the secret.
    if (secretsRegion !== this.provider.getRegion()) return;
    const outputs = await stackOutputs(this.provider, this.provider.naming.getStackName());
    const client = new SecretsManagerClient(await this.provider.getAwsSdkV3Config());
    const Tags = [{ Key: "remora:webhook-url", Value: outputs.WebhookUrl }];
    await client.send(new TagResourceCommand({ SecretId: `${secretsPrefix}/injector`, Tags }));
  }

  async ensureTrustStore() {
    const { clientCa } = this.settings;
    if (!clientCa) return;
    const pem = readFileSync(join(this.serverless.serviceDir, clientCa));
    const { outputs } = await ensureStack(this.provider, {
      name: this.stackName("trust-store"),
      file: this.file("trust-store.yml"),
    });
    const version = await this.putOnce(outputs.BucketName, "client-ca.pem", pem);
    this.serverless.service.provider.stackParameters.push(
      { ParameterKey: "TrustStoreUri", ParameterValue: `s3://${outputs.BucketName}/client-ca.pem` },
      { ParameterKey: "TrustStoreVersion", ParameterValue: version },
    );
  }

  /** The version of the object that holds `body`: the latest where it does already, else a new one. */
  async putOnce(Bucket, Key, body) {
    const client = new S3Client(await this.provider.getAwsSdkV3Config());
    const sha256 = createHash("sha256").update(body).digest("hex");
    const latest = await client.send(new HeadObjectCommand({ Bucket, Key })).catch((error) => {
      if (error.name === "NotFound" || error.name === "NoSuchKey") return undefined;
      throw error;
    });
    if (latest?.Metadata?.sha256 === sha256) return latest.VersionId;
    const put = new PutObjectCommand({ Bucket, Key, Body: body, Metadata: { sha256 } });
    return (await client.send(put)).VersionId;
  }

  sayWhatStays() {
    const { secretsPrefix, clientCa } = this.settings;
    const names = [this.stackName("secrets"), ...(clientCa ? [this.stackName("trust-store")] : [])];
    this.log.notice();
    this.log.notice(
      `Left as they are: the secrets under ${secretsPrefix}/, in the stack ${names.join(" and ")}.`,
    );
    this.log.notice("The next deployment takes them up again; docs/operations.md says how to delete them.");
  }
}

function words(text) {
  return String(text ?? "")
    .split(/[\s,]+/)
    .filter(Boolean);
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
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
      "after:aws:package:finalize:mergeCustomProviderResources": () => this.nameTrustStore(),
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

  /** Says where the webhook is served, and leaves it where `remora cluster add --webhook` finds it. */
  async noteUrl() {
    const { WebhookUrl } = await stackOutputs(this.provider, this.provider.naming.getStackName());
    this.log.notice();
    this.log.notice(`webhook: ${WebhookUrl}`);
    const { secretsPrefix, secretsRegion } = this.settings;
    // A replica takes its tags from the secret.
    if (secretsRegion !== this.provider.getRegion()) return;
    const client = new SecretsManagerClient(await this.provider.getAwsSdkV3Config());
    const Tags = [{ Key: "remora:webhook-url", Value: WebhookUrl }];
    await client.send(new TagResourceCommand({ SecretId: `${secretsPrefix}/injector`, Tags }));
  }

  /** The file of authorities, and the name of its object: another file is another object. */
  authorities() {
    const { clientCa } = this.settings;
    if (!clientCa) return undefined;
    const pem = readFileSync(resolve(this.serverless.serviceDir, clientCa));
    return { pem, key: `client-ca-${createHash("sha256").update(pem).digest("hex").slice(0, 16)}.pem` };
  }

  nameTrustStore() {
    const { Parameters } = this.serverless.service.provider.compiledCloudFormationTemplate;
    Parameters.TrustStoreKey.Default = this.authorities()?.key ?? "";
  }

  async ensureTrustStore() {
    const authorities = this.authorities();
    if (!authorities) return;
    const { outputs } = await ensureStack(this.provider, {
      name: this.stackName("trust-store"),
      file: this.file("trust-store.yml"),
      parameters: { Stage: this.provider.getStage() },
    });
    const client = new S3Client(await this.provider.getAwsSdkV3Config());
    const object = { Bucket: outputs.BucketName, Key: authorities.key };
    await client.send(new PutObjectCommand({ ...object, Body: authorities.pem }));
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

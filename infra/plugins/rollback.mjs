import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { deployedTemplate } from "./stack.mjs";

/**
 * `serverless rollback` without a timestamp goes to the deployment before the one that is in service, instead of
 * printing a list. The one in service is read from the stack: after a failed update or an earlier
 * rollback it is not the newest that was uploaded.
 */
export default class RollbackPlugin {
  constructor(serverless, options) {
    this.serverless = serverless;
    this.options = options;
    this.provider = serverless.getProvider("aws");
    this.hooks = { "before:rollback:rollback": () => this.choose() };
  }

  async choose() {
    if (this.options.timestamp) return;
    const stack = this.provider.naming.getStackName();
    const template = await deployedTemplate(this.provider, stack);
    const code = Object.values(template?.Resources ?? {}).find(
      ({ Type }) => Type === "AWS::Lambda::Function",
    );
    if (!code) throw new Error(`There is no deployment of ${stack} to roll back.`);
    const current = timestamp(code.Properties.Code.S3Key);
    const former = (await this.uploaded()).filter((time) => time < current).at(-1);
    if (!former)
      throw new Error("The deployment in service is the oldest one kept; there is none before it.");
    this.options.timestamp = String(former);
  }

  /** The times of all deployments that are kept, oldest first. */
  async uploaded() {
    const client = new S3Client(await this.provider.getAwsSdkV3Config());
    const Bucket = await this.provider.getServerlessDeploymentBucketName();
    const Prefix = `${this.provider.getDeploymentPrefix()}/${this.serverless.service.service}/${this.provider.getStage()}/`;
    const times = new Set();
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
      for (const { Key } of Contents) times.add(timestamp(Key));
    }
    return [...times].sort((a, b) => a - b);
  }
}

/** The milliseconds in "serverless/remora/prod/1764000000000-2026-…Z/remora.zip". */
function timestamp(key) {
  return Number(/\/(\d+)-[^/]*\/[^/]*$/.exec(key)?.[1]);
}

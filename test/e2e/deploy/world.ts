import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { clusterIdOf, istioPath } from "../../../lib/clusters/cluster-id.ts";
import { Oracle } from "../../conformance/oracle.ts";
import { applyPatch, type Operation } from "../../conformance/patch.ts";
import { Checks } from "../../support/checks.ts";
import { compressed, type IstioConfiguration, istioConfiguration, judge } from "../../support/istio.ts";
import { PODS, review } from "./cases.ts";
import { type Emulator, REGION, startEmulator } from "./emulator.ts";
import { STAGE } from "./serverless.ts";
import { Stacks } from "./stacks.ts";
import { call, type Door } from "./webhook.ts";

export const DOMAIN = "webhook.example.com";
export const SECOND_REGION = "us-east-1";
export const FUNCTION = `remora-${STAGE}-webhook`;
export const INJECTOR_SECRET = `remora/${STAGE}/injector`;
export const KUBERNETES = "v1.34.2";
export const DOMAIN_DOOR: Door = { host: DOMAIN };

/** Istio's configuration before and after an update. */
export const FIRST = istioConfiguration(["values.global.hub=registry.example.com/first"]);
export const SECOND = istioConfiguration(["values.global.hub=registry.example.com/second"]);

/** The emulated AWS, what is deployed in it, and Istio's own injector to judge by. */
export class World {
  readonly aws: Emulator;
  readonly stacks: Stacks;
  readonly secrets: SecretsManagerClient;
  readonly lambda: LambdaClient;
  readonly checks = new Checks();
  /** The file that `clientCa` names. */
  readonly authorities = join(mkdtempSync(join(tmpdir(), "remora-ca-")), "ca.pem");
  /** The parameters of every deployment. */
  settings: Readonly<Record<string, string>> = {
    domain: DOMAIN,
    clientCa: this.authorities,
    replicaRegions: SECOND_REGION,
    functionUrl: "true",
    alarmEmail: "oncall@example.com",
  };
  /** The version that the cluster was added with, if any. */
  kubernetesVersion: string | undefined = KUBERNETES;
  /** The cluster's path, with its token, once it was added. */
  path = "";
  /** Istio's name of it, which `cluster add` takes from the injector's values. */
  readonly clusterId = clusterIdOf(FIRST.values);
  readonly #oracle = new Oracle(judge().program("oracle"));

  static async start(log: string): Promise<World> {
    return new World(await startEmulator(log));
  }

  constructor(aws: Emulator) {
    this.aws = aws;
    this.stacks = new Stacks(aws, REGION);
    const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
    this.secrets = new SecretsManagerClient({ endpoint: aws.url, region: REGION, credentials });
    this.lambda = new LambdaClient({ endpoint: aws.url, region: REGION, credentials });
    this.writeAuthorities("one");
  }

  async stop(): Promise<void> {
    this.#oracle.close();
    await this.aws.stop();
    this.checks.close();
  }

  get token(): string {
    return /^\/t\/([a-z2-7]{52})\//.exec(this.path)?.[1] ?? assert.fail("no cluster was added");
  }

  writeAuthorities(content: string): void {
    writeFileSync(this.authorities, `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`);
  }

  /** Every pod comes out as Istio's own injector gives it; what that refuses is refused with the same words. */
  async answersAsIstiodDoes(when: string, door: Door, configuration: IstioConfiguration): Promise<void> {
    for (const [name, pod] of Object.entries(PODS)) {
      await this.checks.check(`${when}: ${name}`, () => this.#answersAsIstiodDoes(door, configuration, pod));
    }
  }

  async #answersAsIstiodDoes(door: Door, configuration: IstioConfiguration, pod: object): Promise<void> {
    const question = review(pod);
    const inject = this.path.slice(this.path.indexOf("/inject"));
    const line = {
      ...configuration,
      path: istioPath(inject, this),
      kubernetesVersion: this.kubernetesVersion,
      review: question,
    };
    const judged = await this.#oracle.ask(JSON.stringify(line));
    const expected = JSON.parse(judged.response ?? "null").response;
    const { status, body } = await call(this.aws, door, this.path, question);
    assert.equal(status, 200, body);
    const { response } = JSON.parse(body);
    assert.equal(response.allowed, expected.allowed, body);
    assert.equal(response.status?.message, expected.status?.message);
    assert.deepEqual(patched(pod, response.patch), JSON.parse(judged.pod ?? JSON.stringify(pod)));
  }

  /** The patch of a plain pod, as text. */
  async patch(door: Door): Promise<string> {
    const { body } = await call(this.aws, door, this.path, review(PODS["a plain pod"] as object));
    return Buffer.from(JSON.parse(body).response?.patch ?? "", "base64").toString();
  }

  /** Of the version that the alias points at. */
  async memory(): Promise<number | undefined> {
    const command = new GetFunctionConfigurationCommand({ FunctionName: FUNCTION, Qualifier: "live" });
    return (await this.lambda.send(command)).MemorySize;
  }

  async push(configuration: IstioConfiguration): Promise<void> {
    await this.writeSecret(compressed(configuration));
  }

  async writeSecret(SecretString: string): Promise<void> {
    await this.secrets.send(new PutSecretValueCommand({ SecretId: INJECTOR_SECRET, SecretString }));
  }

  async injectorSecret(): Promise<{ version: string | undefined; value: string | undefined }> {
    const command = new GetSecretValueCommand({ SecretId: INJECTOR_SECRET });
    const { VersionId, SecretString } = await this.secrets.send(command);
    return { version: VersionId, value: SecretString };
  }

  /** Everything that the function wrote to its log. */
  async functionLog(name = FUNCTION): Promise<string> {
    const answer = await fetch(this.aws.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "Logs_20140328.FilterLogEvents",
        authorization: `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/logs/aws4_request`,
      },
      body: JSON.stringify({ logGroupName: `/aws/lambda/${name}` }),
    });
    const { events = [] } = (await answer.json()) as { events?: { message: string }[] };
    return events.map(({ message }) => message).join("\n");
  }
}

function patched(pod: object, patch: string | undefined): unknown {
  if (patch === undefined) return pod;
  const operations = JSON.parse(Buffer.from(patch, "base64").toString()) as Operation[];
  return applyPatch(structuredClone(pod) as never, operations);
}

export async function until(seconds: number, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s`);
    await sleep(2_000);
  }
}

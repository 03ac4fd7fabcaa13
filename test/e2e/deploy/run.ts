/**
 * Deploys the service with the real `serverless` into an AWS of its own on this machine, uses it, changes it,
 * breaks it and removes it. Nothing of it needs a network once ministack is installed.
 *
 *   npm run e2e:deploy
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Oracle } from "../../conformance/oracle.ts";
import { applyPatch, type Operation } from "../../conformance/patch.ts";
import { Checks } from "../../support/checks.ts";
import { compressed, type IstioConfiguration, istioConfiguration, judge } from "../../support/istio.ts";
import { CANARY, PODS, review } from "./cases.ts";
import { REGION, startEmulator } from "./emulator.ts";
import { ROOT, run, STACK, STAGE, serverless } from "./serverless.ts";
import { Stacks } from "./stacks.ts";
import { call, type Door } from "./webhook.ts";

const DOMAIN = "webhook.example.com";
const PREFIX = `remora/${STAGE}`;
const KUBERNETES = "v1.34.2";
const SECOND_REGION = "us-east-1";
const log = join(tmpdir(), `remora-e2e-deploy-${process.pid}.log`);

const checks = new Checks();
const first = istioConfiguration(["values.global.hub=registry.example.com/first"]);
const second = istioConfiguration(["values.global.hub=registry.example.com/second"]);
const oracle = new Oracle(judge().program("oracle"));
const aws = await startEmulator(log);
const stacks = new Stacks(aws, REGION);
const client = {
  endpoint: aws.url,
  region: REGION,
  credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
};
const secrets = new SecretsManagerClient(client);
const lambda = new LambdaClient(client);

const domainDoor: Door = { host: DOMAIN };
let urlDoor: Door = { host: "" };
let path = "";
let token = "";
const authorities = join(mkdtempSync(join(tmpdir(), "remora-ca-")), "ca.pem");
let settings: Record<string, string> = {
  domain: DOMAIN,
  clientCa: authorities,
  replicaRegions: SECOND_REGION,
  functionUrl: "true",
  alarmEmail: "oncall@example.com",
};

try {
  await theFirstDeployment();
  await theConfiguration();
  await otherDoors();
  await changes();
  await theLog();
  await removal();
} finally {
  oracle.close();
  await aws.stop();
  checks.close();
  console.log(`(the emulator's log: ${log})`);
}

async function theFirstDeployment(): Promise<void> {
  console.log("the first deployment");
  const zone =
    "Resources: {Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: example.com.}}}\nOutputs: {Id: {Value: !Ref Zone}}";
  await stacks.create("dns", zone);
  writeFileSync(authorities, "-----BEGIN CERTIFICATE-----\none\n-----END CERTIFICATE-----\n");
  settings = { ...settings, hostedZoneId: (await stacks.outputs("dns")).Id as string };

  await checks.check(
    "a secret of that name is in the way: it says so and leaves nothing behind",
    async () => {
      await secrets.send(
        new CreateSecretCommand({ Name: `${PREFIX}/injector`, SecretString: "somebody else's" }),
      );
      const { status, output } = await serverless(aws, ["deploy"], settings);
      assert.notEqual(status, 0, output);
      assert.match(output, /InjectorSecret: .*secret remora\/e2e\/injector already exists/);
      assert.equal(await stacks.find(STACK), undefined);
      assert.equal(await stacks.find(`${STACK}-secrets`), undefined);
      const { SecretString } = await secrets.send(
        new GetSecretValueCommand({ SecretId: `${PREFIX}/injector` }),
      );
      assert.equal(SecretString, "somebody else's");
      await secrets.send(
        new DeleteSecretCommand({ SecretId: `${PREFIX}/injector`, ForceDeleteWithoutRecovery: true }),
      );
    },
  );
  await checks.check(
    "`serverless deploy` succeeds, and says that the secret is there to be filled",
    async () => {
      const { status, output } = await serverless(aws, ["deploy"], settings);
      assert.equal(status, 0, output);
      assert.match(output, /Made the secret remora\/e2e\/injector/);
    },
  );
  const outputs = await stacks.outputs(STACK);
  urlDoor = { host: new URL(outputs.WebhookLambdaFunctionUrl ?? "http://none").host };
  await checks.check("the endpoint is the domain", () =>
    assert.equal(outputs.WebhookUrl, `https://${DOMAIN}`),
  );
  await checks.check("the secrets' stack is protected, the secret has a policy and no value", async () => {
    assert.equal((await stacks.find(`${STACK}-secrets`))?.EnableTerminationProtection, true);
    const { ResourcePolicy = "" } = await secrets.send(
      new GetResourcePolicyCommand({ SecretId: `${PREFIX}/injector` }),
    );
    assert.match(ResourcePolicy, /OnlyThisAccount/);
    assert.equal((await injectorSecret()).value, "");
  });
  await checks.check("without a registry every call is refused", async () => {
    for (const door of [domainDoor, urlDoor]) {
      const { status, body } = await call(
        aws,
        door,
        "/inject/cluster/prod-1",
        review(PODS["a plain pod"] as object),
      );
      assert.ok(status === 401 || status === 403, `${status} ${body}`);
    }
  });
}

async function theConfiguration(): Promise<void> {
  console.log("the configuration");
  await push(first);
  await checks.check("`remora cluster add` prints the cluster's path once", async () => {
    const { status, stdout, output } = await run(
      "npx",
      [
        "tsx",
        "cli/main.ts",
        "cluster",
        "add",
        "prod-1",
        "--stage",
        STAGE,
        "--network",
        "network-1",
        "--kubernetes-version",
        KUBERNETES,
      ],
      aws,
    );
    assert.equal(status, 0, output);
    path = stdout.trim();
    token = /^\/t\/([a-z2-7]{52})\/inject\/cluster\/prod-1\/net\/network-1$/.exec(path)?.[1] ?? "";
    assert.notEqual(token, "", output);
  });
  await answeredAsIstiodDoes("by the domain", domainDoor, first);
  await answeredAsIstiodDoes("by the Function URL", urlDoor, first);
  await checks.check("another token, another cluster and no token are refused", async () => {
    const other = path.replace(token, "a".repeat(52));
    for (const wrong of [other, path.replace("prod-1", "prod-2"), path.replace(`/t/${token}`, "")]) {
      const { status, body } = await call(aws, domainDoor, wrong, review(PODS["a plain pod"] as object));
      assert.ok(status === 401 || status === 403, `${wrong}: ${status} ${body}`);
    }
  });
  await checks.check(
    "a new version of the secret is in service within the minute, without a deployment",
    async () => {
      await push(second);
      await until(90_000, async () =>
        (await injected(domainDoor, "a plain pod")).includes("registry.example.com/second"),
      );
    },
  );
  await answeredAsIstiodDoes("after the update", domainDoor, second);
  await checks.check("a bad version of the secret leaves the good one in service", async () => {
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: `${PREFIX}/injector`,
        SecretString: JSON.stringify({ ...second, config: "templates: {sidecar: '{{ nonsense'}" }),
      }),
    );
    await until(90_000, async () => (await health()).status === "stale");
    assert.match(await injected(domainDoor, "a plain pod"), /registry\.example\.com\/second/);
    await push(second);
    await until(90_000, async () => (await health()).status === "ok");
  });
}

async function otherDoors(): Promise<void> {
  console.log("other doors");
  await checks.check("mutual TLS: a changed file of authorities changes the domain", async () => {
    const before = await trustStore();
    assert.match(before, /^s3:\/\/remora-e2e-trust-store-\d+-eu-west-1\/client-ca-[0-9a-f]{16}\.pem$/);
    writeFileSync(authorities, "-----BEGIN CERTIFICATE-----\nanother\n-----END CERTIFICATE-----\n");
    const { status, output } = await serverless(aws, ["deploy"], settings);
    assert.equal(status, 0, output);
    assert.notEqual(await trustStore(), before);
  });

  const network =
    "Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}, Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}}\nOutputs: {VpcId: {Value: !Ref Vpc}, SubnetIds: {Value: !Ref Subnet}}";
  await stacks.create("network", network);
  await stacks.create("private", readFileSync(join(ROOT, "infra/stacks/private-api.yml"), "utf8"), {
    ...(await stacks.outputs("network")),
    Stage: STAGE,
    FunctionName: `remora-${STAGE}-webhook`,
    ClientCidr: "10.0.0.0/8",
  });
  const { WebhookUrl = "" } = await stacks.outputs("private");
  // The emulator knows the API by its own name, and not by the one that a VPC endpoint gives it.
  const api = /^https:\/\/(\w+)-vpce-\w+\.execute-api\./.exec(WebhookUrl)?.[1];
  const privateDoor = { host: `${api}.execute-api.localhost`, prefix: new URL(WebhookUrl).pathname };
  await answeredAsIstiodDoes("by a private API", privateDoor, second);

  await checks.check("a second region deploys, and reads the replicas of the secrets", async () => {
    const there = { secretsRegion: REGION };
    const { status, output } = await serverless(aws, ["deploy", "--region", SECOND_REGION], there);
    assert.equal(status, 0, output);
    assert.equal(await new Stacks(aws, SECOND_REGION).find(`${STACK}-secrets`), undefined);
  });
  const { HttpApiId } = await new Stacks(aws, SECOND_REGION).outputs(STACK);
  const there = { host: `${HttpApiId}.execute-api.${SECOND_REGION}.localhost` };
  await answeredAsIstiodDoes("by the second region", there, second);
}

/** The file that the domain accepts client certificates by. */
async function trustStore(): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/apigateway/aws4_request`;
  const answer = await fetch(`${aws.url}/v2/domainnames/${DOMAIN}`, { headers: { authorization } });
  const domain = (await answer.json()) as { mutualTlsAuthentication: { truststoreUri: string } };
  return domain.mutualTlsAuthentication.truststoreUri;
}

async function changes(): Promise<void> {
  console.log("changes");
  const before = await injectorSecret();
  const count = async (name: string) => (await stacks.events(name)).length;
  const secretEvents = await count(`${STACK}-secrets`);

  await checks.check("deploying the same again does nothing", async () => {
    const events = await count(STACK);
    const { status, output } = await serverless(aws, ["deploy"], settings);
    assert.equal(status, 0, output);
    assert.match(output, /No changes to deploy/);
    assert.equal(await count(STACK), events);
  });
  const original = await stacks.resources(STACK);
  await checks.check(
    "another memory size changes the function, its version and its alias, and nothing else",
    async () => {
      const former = original;
      const { status, output } = await serverless(aws, ["deploy"], { ...settings, memory: "512" });
      assert.equal(status, 0, output);
      assert.equal(await memory(), 512);
      const present = await stacks.resources(STACK);
      const changed = [...new Set([...Object.keys(former), ...Object.keys(present)])]
        .filter((id) => !isDeepStrictEqual(former[id], present[id]))
        .map((id) => id.replace(/^(WebhookLambdaVersion).+/, "$1"));
      const expected = ["WebhookLambdaFunction", "WebhookLambdaVersion", "WebhookLiveAlias"];
      assert.deepEqual([...new Set(changed)].sort(), expected);
      assert.equal(present.WebhookLambdaFunction?.id, former.WebhookLambdaFunction?.id);
      assert.equal(present.WebhookLiveAlias?.id, former.WebhookLiveAlias?.id);
    },
  );
  await checks.check(
    "`serverless rollback` goes back to the deployment before, settings and all",
    async () => {
      const { status, output } = await serverless(aws, ["rollback"]);
      assert.equal(status, 0, output);
      assert.equal(await memory(), 1024);
      assert.equal((await stacks.outputs(STACK)).WebhookUrl, `https://${DOMAIN}`);
      const definitions = (resources: typeof original) =>
        Object.entries(resources).map(([id, { definition }]) => [id, definition]);
      assert.deepEqual(definitions(await stacks.resources(STACK)), definitions(original));
    },
  );
  await checks.check(
    "a deployment that fails half-way is undone, and the function keeps serving",
    async () => {
      const broken = { ...settings, memory: "2048", hostedZoneId: "Z0000000000000NOZONE" };
      const { status, output } = await serverless(aws, ["deploy"], broken);
      assert.notEqual(status, 0, output);
      assert.equal((await stacks.find(STACK))?.StackStatus, "UPDATE_ROLLBACK_COMPLETE");
      assert.equal(await memory(), 1024);
    },
  );
  await answeredAsIstiodDoes("after the failed deployment", domainDoor, second);
  await checks.check("none of it touched the secrets' stack or wrote a secret", async () => {
    assert.equal(await count(`${STACK}-secrets`), secretEvents);
    assert.deepEqual(await injectorSecret(), before);
  });
}

async function theLog(): Promise<void> {
  console.log("the log");
  const { output } = await serverless(aws, ["logs", "--function", "webhook", "--startTime", "1h"], settings);
  const emulators = readFileSync(log, "utf8");
  await checks.check("metrics stand in it, in CloudWatch's embedded format", () => {
    for (const name of ["Injections", "Skips", "Failures", "Refusals", "RefreshFailures", "Latency"]) {
      assert.match(output, new RegExp(`"Name":"${name}"`), output.slice(0, 2000));
    }
  });
  await checks.check("neither a token nor a pod's environment stands in it", () => {
    assert.ok(token !== "" && !output.includes(token), "a token");
    assert.ok(!output.includes(CANARY), "a pod's environment");
    assert.ok(!emulators.includes(CANARY));
  });
}

async function removal(): Promise<void> {
  console.log("removal");
  const before = await injectorSecret();
  await checks.check("`serverless remove` leaves the secrets, and says so", async () => {
    const { status, output } = await serverless(aws, ["remove"], settings);
    assert.equal(status, 0, output);
    assert.match(
      output,
      /Left as they are: the secrets under remora\/e2e\/, in the stack remora-e2e-secrets/,
    );
    assert.deepEqual(await injectorSecret(), before);
  });
  await checks.check("nothing else is left", async () => {
    assert.equal(await stacks.find(STACK), undefined);
    await assert.rejects(
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName: `remora-${STAGE}-webhook` })),
    );
    const { status } = await call(aws, domainDoor, "/healthz");
    assert.notEqual(status, 200);
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
    assert.ok(SecretList.every(({ Name }) => Name?.startsWith(`${PREFIX}/`)));
  });
  await checks.check("deploying again takes the secrets up as they are", async () => {
    const { status, output } = await serverless(aws, ["deploy"], settings);
    assert.equal(status, 0, output);
    assert.deepEqual(await injectorSecret(), before);
  });
  await answeredAsIstiodDoes("after removing and deploying again", domainDoor, second);
}

/** Every pod comes out as Istio's own injector gives it; what it refuses is refused with the same words. */
async function answeredAsIstiodDoes(
  when: string,
  door: Door,
  configuration: IstioConfiguration,
): Promise<void> {
  for (const [name, pod] of Object.entries(PODS)) {
    await checks.check(`${when}: ${name}`, async () => {
      const question = review(pod);
      const inject = path.slice(path.indexOf("/inject"));
      const line = { ...configuration, path: inject, kubernetesVersion: KUBERNETES, review: question };
      const judged = await oracle.ask(JSON.stringify(line));
      const expected = JSON.parse(judged.response ?? "null").response;
      const { status, body } = await call(aws, door, path, question);
      assert.equal(status, 200, body);
      const { response } = JSON.parse(body);
      assert.equal(response.allowed, expected.allowed, body);
      assert.equal(response.status?.message, expected.status?.message);
      assert.deepEqual(patched(pod, response.patch), JSON.parse(judged.pod ?? JSON.stringify(pod)));
    });
  }
}

function patched(pod: object, patch: string | undefined): unknown {
  if (patch === undefined) return pod;
  const operations = JSON.parse(Buffer.from(patch, "base64").toString()) as Operation[];
  return applyPatch(structuredClone(pod) as never, operations);
}

async function injected(door: Door, name: string): Promise<string> {
  const { body } = await call(aws, door, path, review(PODS[name] as object));
  return Buffer.from(JSON.parse(body).response?.patch ?? "", "base64").toString();
}

async function health(): Promise<{ status?: string }> {
  // A request is what makes the function look for a newer version.
  await injected(domainDoor, "a plain pod");
  return JSON.parse((await call(aws, domainDoor, "/healthz")).body);
}

async function push(configuration: IstioConfiguration): Promise<void> {
  const SecretString = compressed(configuration);
  await secrets.send(new PutSecretValueCommand({ SecretId: `${PREFIX}/injector`, SecretString }));
}

async function injectorSecret(): Promise<{ version: string | undefined; value: string | undefined }> {
  const { VersionId, SecretString } = await secrets.send(
    new GetSecretValueCommand({ SecretId: `${PREFIX}/injector` }),
  );
  return { version: VersionId, value: SecretString };
}

/** Of the version that the alias points at. */
async function memory(): Promise<number | undefined> {
  const command = new GetFunctionConfigurationCommand({
    FunctionName: `remora-${STAGE}-webhook`,
    Qualifier: "live",
  });
  return (await lambda.send(command)).MemorySize;
}

async function until(milliseconds: number, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${milliseconds / 1000} s`);
    await sleep(2_000);
  }
}

import assert from "node:assert/strict";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
} from "@aws-sdk/client-secrets-manager";
import { PODS, review } from "../cases.ts";
import { STACK, serverless } from "../serverless.ts";
import { call, type Door } from "../webhook.ts";
import { DOMAIN, DOMAIN_DOOR, INJECTOR_SECRET, type World } from "../world.ts";

/** From an account with nothing in it but a DNS zone to an endpoint that refuses everybody. */
export async function firstDeployment(world: World): Promise<Door> {
  const { aws, stacks, secrets, checks } = world;
  const zone =
    "Resources: {Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: example.com.}}}\nOutputs: {Id: {Value: !Ref Zone}}";
  await stacks.create("dns", zone);
  world.settings = { ...world.settings, hostedZoneId: (await stacks.outputs("dns")).Id as string };

  await checks.check(
    "a secret of that name is in the way: it says so and leaves nothing behind",
    async () => {
      const SecretString = "somebody else's";
      await secrets.send(new CreateSecretCommand({ Name: INJECTOR_SECRET, SecretString }));
      const { status, output } = await serverless(aws, ["deploy"], world.settings);
      assert.notEqual(status, 0, output);
      assert.match(output, /InjectorSecret: .*secret remora\/e2e\/injector already exists/);
      assert.equal(await stacks.find(STACK), undefined);
      assert.equal(await stacks.find(`${STACK}-secrets`), undefined);
      const kept = await secrets.send(new GetSecretValueCommand({ SecretId: INJECTOR_SECRET }));
      assert.equal(kept.SecretString, SecretString);
      await secrets.send(
        new DeleteSecretCommand({ SecretId: INJECTOR_SECRET, ForceDeleteWithoutRecovery: true }),
      );
    },
  );
  await checks.check("`serverless deploy` succeeds, and says that the secret is to be filled", async () => {
    const { status, output } = await serverless(aws, ["deploy"], world.settings);
    assert.equal(status, 0, output);
    assert.match(output, /Made the secret remora\/e2e\/injector/);
    assert.match(output, new RegExp(`webhook: https://${DOMAIN}`));
  });
  const outputs = await stacks.outputs(STACK);
  await checks.check("the endpoint is the domain, and stands with the secret", async () => {
    assert.equal(outputs.WebhookUrl, `https://${DOMAIN}`);
    const { Tags = [] } = await secrets.send(new DescribeSecretCommand({ SecretId: INJECTOR_SECRET }));
    assert.equal(Tags.find(({ Key }) => Key === "remora:webhook-url")?.Value, outputs.WebhookUrl);
  });
  await checks.check("the secrets' stack is protected, the secret has a policy and no value", async () => {
    assert.equal((await stacks.find(`${STACK}-secrets`))?.EnableTerminationProtection, true);
    const { ResourcePolicy = "" } = await secrets.send(
      new GetResourcePolicyCommand({ SecretId: INJECTOR_SECRET }),
    );
    assert.match(ResourcePolicy, /OnlyThisAccount/);
    assert.equal((await world.injectorSecret()).value, "");
  });
  const urlDoor = { host: new URL(outputs.WebhookLambdaFunctionUrl ?? "http://none").host };
  await checks.check("without a registry every call is refused", async () => {
    for (const door of [DOMAIN_DOOR, urlDoor]) {
      const question = review(PODS["a plain pod"] as object);
      const { status, body } = await call(aws, door, "/inject/cluster/prod-1", question);
      assert.ok(status === 401 || status === 403, `${status} ${body}`);
    }
  });
  return urlDoor;
}

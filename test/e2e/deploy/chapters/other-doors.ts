import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REGION } from "../emulator.ts";
import { ROOT, STACK, STAGE, serverless } from "../serverless.ts";
import { Stacks } from "../stacks.ts";
import { DOMAIN, FUNCTION, SECOND, SECOND_REGION, type World } from "../world.ts";

const NETWORK = `
Resources:
  Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
Outputs:
  VpcId: { Value: !Ref Vpc }
  SubnetIds: { Value: !Ref Subnet }
`;

/** Mutual TLS, a private API, a second region. */
export async function otherDoors(world: World): Promise<void> {
  const { aws, stacks, checks } = world;
  await checks.check("mutual TLS: a changed file of authorities changes the domain", async () => {
    const before = await trustStore(world);
    assert.match(before, /^s3:\/\/remora-e2e-trust-store-\d+-eu-west-1\/client-ca-[0-9a-f]{16}\.pem$/);
    world.writeAuthorities("another");
    const { status, output } = await serverless(aws, ["deploy"], world.settings);
    assert.equal(status, 0, output);
    assert.notEqual(await trustStore(world), before);
  });

  await stacks.create("network", NETWORK);
  await stacks.create("private", readFileSync(join(ROOT, "infra/stacks/private-api.yml"), "utf8"), {
    ...(await stacks.outputs("network")),
    Stage: STAGE,
    FunctionName: FUNCTION,
    ClientCidr: "10.0.0.0/8",
  });
  const url = new URL((await stacks.outputs("private")).WebhookUrl ?? "");
  // The emulator knows the API by its own name, and not by the one that a VPC endpoint gives it.
  const api = /^(\w+)-vpce-\w+\.execute-api\./.exec(url.host)?.[1];
  await world.answersAsIstiodDoes("by a private API", { host: hostOf(api), prefix: url.pathname }, SECOND);

  await checks.check("a second region deploys, and makes no secrets of its own", async () => {
    const there = { secretsRegion: REGION };
    const { status, output } = await serverless(aws, ["deploy", "--region", SECOND_REGION], there);
    assert.equal(status, 0, output);
    assert.equal(await new Stacks(aws, SECOND_REGION).find(`${STACK}-secrets`), undefined);
  });
  const { HttpApiId } = await new Stacks(aws, SECOND_REGION).outputs(STACK);
  await world.answersAsIstiodDoes(
    "by the second region, from the replicas",
    { host: hostOf(HttpApiId) },
    SECOND,
  );
}

function hostOf(api: string | undefined): string {
  return `${api}.execute-api.localhost`;
}

/** The file that the domain accepts client certificates by. */
async function trustStore({ aws }: World): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/apigateway/aws4_request`;
  const answer = await fetch(`${aws.url}/v2/domainnames/${DOMAIN}`, { headers: { authorization } });
  const domain = (await answer.json()) as { mutualTlsAuthentication: { truststoreUri: string } };
  return domain.mutualTlsAuthentication.truststoreUri;
}
